/** Parsers that leave out one check: what breaks that rule is taken for fit, and everything else is refused as before. */
import { CASES } from '../../../src/conformance/cases/index.ts';
import { MALFORMED_CASES } from '../../../src/conformance/cases/malformed.ts';
import type { ConformanceCase } from '../../../src/conformance/case.ts';
import type { Clause } from '../../../src/protocol/clause.ts';
import { packetName, PacketType, type ProtocolVersion } from '../../../src/protocol/constants.ts';
import { PacketDecoder, type DecodeError } from '../../../src/protocol/decode.ts';
import { malformationsOf, type Malformation } from '../../../src/protocol/malformed/catalogue.ts';
import type { Packet, SubscribePacket } from '../../../src/protocol/packets.ts';
import { topicFilterFault } from '../../../src/protocol/topics.ts';
import { PASSIVE_CLAUSES } from '../passive-clauses.ts';
import { isA, type Mutant } from './mutant.ts';

/** What a parser with all checks says of bytes. */
function faultOf(bytes: Uint8Array, version: ProtocolVersion): DecodeError | undefined {
  const handler = { onPacket: (): void => undefined };
  return new PacketDecoder({ version, receiver: 'server', maximumPacketSize: 300_000_000, handler }).push(
    bytes,
  );
}

/** The check that finds an entry of the catalogue; undefined for what is well-formed and makes no sense. */
function checkOf(entry: Malformation, version: ProtocolVersion): string | undefined {
  const fault = faultOf(entry.build(version), version);
  return fault === undefined ? undefined : keyOf(fault);
}

function keyOf({ clause, packetType }: DecodeError): string {
  return `${clause} ${packetType}`;
}

function casesFor(entries: readonly Malformation[], version: ProtocolVersion): ConformanceCase[] {
  const ids = new Set(entries.flatMap(({ id }) => [id, `silent-${id}`]));
  return MALFORMED_CASES.filter((one) => one.version === version && ids.has(one.id.split('/')[1] ?? ''));
}

/** A few cases of everything else, which have to stay green. */
const SAMPLE: ReadonlySet<string> = new Set(
  CASES.filter(({ isDestructive, lastsMs }) => !isDestructive && lastsMs === 0)
    .filter((_, index) => index % 16 === 0)
    .map(({ id }) => id),
);

/** Statements that can be found broken by these cases: red, or by a warning where that is all there can be. */
function provedBy(cases: readonly ConformanceCase[]): Clause[] {
  const canFail = new Set(CASES.filter(({ level }) => level === 'MUST').map(({ statement }) => statement));
  const proves = ({ level, statement }: ConformanceCase): boolean =>
    level === 'MUST' || (!canFail.has(statement) && !PASSIVE_CLAUSES.has(statement));
  return [...new Set(cases.filter(proves).map(({ statement }) => statement))];
}

function withoutCheck(check: string, entries: readonly Malformation[], version: ProtocolVersion): Mutant[] {
  const own = casesFor(entries, version);
  const breaks = provedBy(own);
  if (breaks.length === 0) return [];
  const [clause = '', type = '0'] = check.split(' ');
  const name = Number(type) === 0 ? 'a reserved type' : packetName(Number(type));
  const ids = new Set(own.map(({ id }) => id));
  return [
    {
      id: `accepts-${name.toLowerCase().replaceAll(' ', '-')}-against-${clause}`,
      summary: `does not check ${name} for ${clause}`,
      breaks,
      mayAlsoBreak: own.map(({ statement }) => statement),
      tamper: () => () => ({
        broken: (_bytes, error) => {
          if (error === undefined || keyOf(error) !== check) return undefined;
          return error.packetType === PacketType.connect ? [plainConnect(version)] : [];
        },
      }),
      cases: ({ id }) => ids.has(id) || SAMPLE.has(id),
    },
  ];
}

let connects = 0;

/** A malformed CONNECT is read as a fit one, any other malformed packet as nothing at all. */
function plainConnect(version: ProtocolVersion): Packet {
  connects += 1;
  return {
    type: PacketType.connect,
    protocolName: 'MQTT',
    protocolVersion: version,
    cleanStart: true,
    keepAlive: 0,
    clientId: `repaired${connects}`,
  };
}

/** Grants filters that break one rule of filters. */
function withoutFilterCheck(
  clause: Clause,
  entries: readonly Malformation[],
  version: ProtocolVersion,
): Mutant {
  const own = casesFor(entries, version);
  const ids = new Set(own.map(({ id }) => id));
  const repaired = (packet: SubscribePacket): SubscribePacket => ({
    ...packet,
    subscriptions: packet.subscriptions.map((one) =>
      topicFilterFault(one.filter, version)?.clause === clause ? { ...one, filter: 'repaired/filter' } : one,
    ),
  });
  return {
    id: `grants-against-${clause}`,
    summary: `grants Topic Filters that break ${clause}`,
    breaks: provedBy(own),
    tamper: () => () => ({
      toBroker: (packet) => [isA(packet, PacketType.subscribe) ? repaired(packet) : packet],
    }),
    cases: ({ id }) => ids.has(id) || SAMPLE.has(id),
  };
}

function grouped(
  entries: readonly Malformation[],
  keyFor: (entry: Malformation) => string | undefined,
): Map<string, Malformation[]> {
  const groups = new Map<string, Malformation[]>();
  for (const entry of entries) {
    const key = keyFor(entry);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return groups;
}

function leniencies(version: ProtocolVersion): Mutant[] {
  const entries = malformationsOf(version, 'client');
  const checks = grouped(entries, (entry) => checkOf(entry, version));
  const filters = grouped(
    entries.filter(
      (entry) => entry.id.startsWith('subscribe-filter-') && checkOf(entry, version) === undefined,
    ),
    (entry) => entry.clauses[version],
  );
  return [
    ...[...checks].flatMap(([check, found]) => withoutCheck(check, found, version)),
    ...[...filters].map(([clause, found]) => withoutFilterCheck(clause as Clause, found, version)),
  ];
}

export const LENIENCY_MUTANTS: readonly Mutant[] = [...leniencies(4), ...leniencies(5)];
