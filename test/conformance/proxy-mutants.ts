/** Defects that a proxy puts in front of a broker: they need no help of the broker, so that the suite is not fitted to our own. */
import type { ProtocolVersion } from '../../src/protocol/constants.ts';
import { PacketType } from '../../src/protocol/constants.ts';
import { malformationsOf, type Malformation } from '../../src/protocol/malformed/catalogue.ts';
import type { Packet, PublishPacket } from '../../src/protocol/packets.ts';
import { MALFORMED_CASES } from '../../src/conformance/cases/malformed.ts';
import type { TamperedConnection } from './tampered-dial.ts';

export interface ProxyMutant {
  readonly id: string;
  readonly summary: string;
  readonly version: ProtocolVersion;
  /** Statements whose cases have to go red. */
  readonly breaks: readonly string[];
  /** What may go red besides; undefined for a deed that shows itself everywhere. */
  readonly mayAlsoBreak: readonly string[] | undefined;
  readonly make: () => TamperedConnection;
}

/** Accepts whatever is broken: a malformed CONNECT as a fit one, any other malformed packet as nothing at all. */
function lenient(version: ProtocolVersion): ProxyMutant {
  const strict = MALFORMED_CASES.filter((one) => one.version === version && one.level === 'MUST');
  return {
    id: `lenient-parser-${version === 4 ? '3.1.1' : '5.0'}`,
    summary: 'takes broken packets for fit ones',
    version,
    breaks: [...new Set(strict.map(({ statement }) => statement))].filter((id) => !UNSEEN.has(id)),
    mayAlsoBreak: undefined,
    make: () => ({
      broken: (bytes) => ((bytes[0] ?? 0) >> 4 === PacketType.connect ? [plainConnect(version)] : []),
    }),
  };
}

/** Well-formed packets that a broker has to judge by their meaning: a parser alone cannot be lenient with them. */
const UNSEEN: ReadonlySet<string> = new Set([
  '311:3.1.3-7',
  '311:4.7.1-2',
  '311:4.7.1-3',
  '5:4.7.1-1',
  '5:4.7.1-2',
  '5:4.8.2-1',
  '5:4.8.2-2',
  '5:3.3.4-6',
]);

let connects = 0;

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

/** Sends one packet that breaks a rule by itself, behind every CONNACK, or in its place. */
function emits(entry: Malformation, version: ProtocolVersion): ProxyMutant {
  const clause = entry.clauses[version] ?? '';
  const isConnack = entry.packetType === PacketType.connack;
  return {
    id: `emits-${entry.id}-${version === 4 ? '3.1.1' : '5.0'}`,
    summary: `sends ${entry.summary}`,
    version,
    breaks: [clause],
    mayAlsoBreak: undefined,
    make: () => ({
      toClient: (packet) => {
        if (packet.type !== PacketType.connack || packet.reasonCode !== 0) return [packet];
        return isConnack ? [entry.build(version)] : [packet, entry.build(version)];
      },
    }),
  };
}

/** Sections say less than statements: only what has a statement proves one. */
function numbered(entry: Malformation, version: ProtocolVersion): boolean {
  return !(entry.clauses[version] ?? '§').includes('§');
}

type Change = (packet: PublishPacket) => PublishPacket;

/** Alters deliveries. */
function delivery(
  id: string,
  summary: string,
  version: ProtocolVersion,
  breaks: readonly string[],
  change: Change,
  mayAlsoBreak: readonly string[] = [],
): ProxyMutant {
  return {
    id: `${id}-${version === 4 ? '3.1.1' : '5.0'}`,
    summary,
    version,
    breaks,
    mayAlsoBreak,
    make: () => ({ toClient: (packet) => [packet.type === PacketType.publish ? change(packet) : packet] }),
  };
}

const VERSIONS = [4, 5] as const;

export const PROXY_MUTANTS: readonly ProxyMutant[] = [
  ...VERSIONS.map(lenient),
  ...VERSIONS.flatMap((version) =>
    malformationsOf(version, 'server')
      .filter((entry) => numbered(entry, version))
      .map((entry) => emits(entry, version)),
  ),
  delivery('bom-stripped', 'drops U+FEFF from Topic Names', 4, ['311:1.5.3-3'], stripBom, [
    '311:3.3.2-3',
    '311:U-integrity',
    // The proxy itself reads no CONNECT of a protocol level it does not know.
    '311:3.1.2-2',
  ]),
  delivery('bom-stripped', 'drops U+FEFF from Topic Names', 5, ['5:1.5.4-3'], stripBom, [
    '5:3.3.2-3',
    '5:U-integrity',
  ]),
];

function stripBom(packet: PublishPacket): PublishPacket {
  return { ...packet, topic: packet.topic.replaceAll('\ufeff', '') };
}
