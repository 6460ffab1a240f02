/**
 * Broken packets, one case for each entry of the catalogue in `protocol/malformed` and each statement that it breaks. The bytes
 * are the catalogue's; here stands what a broker may lawfully do with them.
 */
import type { Clause } from '../../protocol/clause.ts';
import { PacketType, type ProtocolVersion } from '../../protocol/constants.ts';
import { malformationsOf, type Malformation } from '../../protocol/malformed/catalogue.ts';
import { statement } from '../../protocol/statements.ts';
import type { Packet } from '../../protocol/packets.ts';
import { defineCase, type CaseText, type ConformanceCase, type Level, type Needs } from '../case.ts';
import type { Client } from '../client.ts';
import type { CaseContext } from '../context.ts';
import type { Violation } from '../outcome.ts';
import { requireSoundHandling } from './malformed-controls.ts';
import { ALSO_BREAKS } from './malformed-statements.ts';

const ACKNOWLEDGEMENTS: ReadonlySet<number> = new Set([
  PacketType.puback,
  PacketType.pubrec,
  PacketType.pubrel,
  PacketType.pubcomp,
]);

export const MALFORMED_CASES: readonly ConformanceCase[] = ([4, 5] as const).flatMap((version) =>
  malformationsOf(version, 'client')
    .filter(isUsable)
    .flatMap((entry) => casesOf(entry, version)),
);

/** Wildcards in a Topic Name may be refused quietly, and have cases of their own that look at the delivery. */
function isUsable({ id }: Malformation): boolean {
  return !/^publish-topic-(?:plus|hash)/u.test(id);
}

function casesOf(entry: Malformation, version: ProtocolVersion): ConformanceCase[] {
  const isConnect = entry.packetType === PacketType.connect;
  const common = {
    part: entry.id,
    needs: needsOf(entry),
    destructive: true,
    run: (c: CaseContext) => (isConnect ? refusedConnect(c, entry) : endOfConnection(c, entry)),
  } as const;
  const title = isConnect
    ? `CONNECT with ${entry.summary} is not accepted`
    : `the connection ends after ${entry.summary}`;
  const cases = statementsOf(entry, version).flatMap((clause) =>
    defineCase(textOf(version, clause, { ...common, title, level: levelOf(entry, clause) })),
  );
  return isConnect && version === 4 && isSilent(entry) ? [...cases, ...silentCase(entry)] : cases;
}

type Rest = Omit<CaseText, 'ids'>;

function textOf(version: ProtocolVersion, clause: Clause, rest: Rest): CaseText {
  return version === 4
    ? { ids: { 4: clause as `311:${string}` }, ...rest }
    : { ids: { 5: clause as `5:${string}` }, ...rest };
}

/** A mere section is judged by the statement on all violations of the protocol. */
function statementsOf(entry: Malformation, version: ProtocolVersion): readonly Clause[] {
  const clause = entry.clauses[version];
  const also = (ALSO_BREAKS[entry.id] ?? []).filter((one) => one.startsWith(version === 4 ? '311:' : '5:'));
  const own = clause !== undefined && statement(clause) !== undefined ? [clause] : [];
  if (own.length + also.length > 0) return [...new Set([...own, ...also])];
  return [generalClause(entry, version)];
}

function generalClause({ packetType }: Malformation, version: ProtocolVersion): Clause {
  if (packetType === PacketType.connect) return version === 4 ? '311:3.1.4-1' : '5:3.1.4-1';
  return version === 4 ? '311:4.8.0-1' : '5:4.13.1-1';
}

/**
 * What the specification calls malformed, or forbids by a statement of its own, has to end the connection. For the rest 4.13.1
 * leaves the rigour to the implementation: DUP at QoS 0, surplus bytes, packets of the other direction, acknowledgements that
 * acknowledge nothing.
 */
function levelOf({ id, packetType }: Malformation, clause: Clause): Level {
  if (id === 'publish-dup-qos-0' || id === 'publish-response-topic-wildcard') return 'SHOULD';
  const isFlags = id.endsWith('-wrong-flags');
  if (ACKNOWLEDGEMENTS.has(packetType) && !isFlags) return 'SHOULD';
  // The server has to validate CONNECT against its whole format, which leaves no choice of rigour.
  if (clause.endsWith(':3.1.4-1') && id in ALSO_BREAKS) return 'MUST';
  const isGeneral = clause === '5:4.13.1-1' || clause === '311:4.8.0-1' || clause.endsWith(':3.1.4-1');
  if (!isGeneral) return 'MUST';
  return /missing|beyond|cut-short|five-bytes/u.test(id) ? 'MUST' : 'SHOULD';
}

function needsOf({ id }: Malformation): Needs {
  return id.includes('share') ? { sharedSubscriptions: true } : {};
}

// --- CONNECT

async function refusedConnect(c: CaseContext, entry: Malformation): Promise<void> {
  await (await c.connect()).ping();
  await requireNameless(c);
  const client = await c.open({ isJudged: false });
  client.sendBytes(c.individual(entry.build(c.version)), `CONNECT with ${entry.summary}:`);
  const expected = 'the end of the connection, at most after a refusing CONNACK';
  const connack = await client.take(PacketType.connack);
  c.claim(connack?.reasonCode !== 0, expected, 'CONNACK 0x00: the connection is accepted');
  await endsWithoutService(c, client, expected);
}

/** The catalogue's CONNECT has no credentials: a target that wants some refuses it whatever else is wrong with it. */
async function requireNameless(c: CaseContext): Promise<void> {
  if (c.facts.profile.principal === undefined) return;
  const { connack } = await c.attempt({}, {});
  if (connack?.reasonCode !== 0) throw c.skip('the target refuses clients without credentials anyway');
}

/** 311:3.1.4-1 wants no CONNACK at all; but for a level, a name or an identifier that is not supported. */
function isSilent({ id }: Malformation): boolean {
  return !/protocol|empty-client-id|will-topic-(?:wildcard|empty)/u.test(id);
}

/**
 * The return code that 3.2.2.3 has for a field that is wrong in itself: an identifier that is rejected (311:3.1.3-9), or a user
 * name or password whose data is malformed. Both are answers to such a CONNECT as well.
 */
function refusalOf({ id }: Malformation): number | undefined {
  if (/client-id-(?:ill-formed|nul)/u.test(id)) return 2;
  if (/username-(?:ill-formed|nul)|password-without-username/u.test(id)) return 4;
  return undefined;
}

function silentCase(entry: Malformation): ConformanceCase[] {
  return defineCase({
    ids: { 4: '311:3.1.4-1' },
    part: `silent-${entry.id}`,
    title: `CONNECT with ${entry.summary} gets no CONNACK`,
    level: /trailing/u.test(entry.id) ? 'SHOULD' : 'MUST',
    needs: { anonymous: true },
    destructive: true,
    run: async (c) => {
      await (await c.connect()).ping();
      const client = await c.open({ isJudged: false });
      client.sendBytes(c.individual(entry.build(c.version)), `CONNECT with ${entry.summary}:`);
      const expected = 'the end of the connection without CONNACK';
      const connack = await client.take(PacketType.connack);
      const isNamed = connack !== undefined && connack.reasonCode === refusalOf(entry);
      if (connack !== undefined && !isNamed)
        throw c.breach(expected, `CONNACK 0x${connack.reasonCode.toString(16)} came`);
      await endsWithoutService(c, client, expected);
      if (isNamed) c.note(`refused by CONNACK 0x${connack.reasonCode.toString(16)}`);
      else c.claim(client.receivedBytes === 0, expected, `${client.receivedBytes} bytes came`);
    },
  });
}

// --- Packets of an accepted connection

async function endOfConnection(c: CaseContext, entry: Malformation): Promise<void> {
  const client = await c.connect();
  await client.ping();
  if (isSubscription(entry)) await client.subscribe(c.topic('control'));
  client.stopJudging();
  client.sendBytes(c.individual(entry.build(c.version)), `${entry.summary}:`);
  const mayRefuse = isSubscription(entry);
  const expected = `the end of the connection${mayRefuse ? ', or an answer that refuses the filter' : ''}`;
  if (mayRefuse && (await refusesFilter(client))) return;
  const breach = await servedOn(c, client, expected);
  if (breach !== undefined) {
    await requireSoundHandling(c, entry);
    throw breach;
  }
  const disconnect = client.takeNow(PacketType.disconnect);
  if (c.is5)
    c.note(
      disconnect === undefined
        ? 'closed without DISCONNECT'
        : `DISCONNECT 0x${disconnect.reasonCode.toString(16)}`,
    );
}

/** 5.0 lets the answer refuse what is wrong with a filter alone; so does 3.1.1 where a filter is well-formed but makes no sense. */
function isSubscription({ packetType, id, shownBy }: Malformation): boolean {
  if (packetType !== PacketType.subscribe && packetType !== PacketType.unsubscribe) return false;
  return shownBy === 'meaning' || id.includes('-filter-ill-formed') || id.includes('-filter-nul');
}

async function refusesFilter(client: Client): Promise<boolean> {
  const answer =
    (await client.take(PacketType.suback, undefined, client.answerMs / 4)) ??
    client.takeNow(PacketType.unsuback);
  return (
    answer !== undefined && answer.reasonCodes.length > 0 && answer.reasonCodes.every((code) => code >= 0x80)
  );
}

/** A broker that answers what stands behind the broken packet has gone past it: then a moment more is enough. */
const MOMENT_MS = 1_000;

async function endsWithoutService(c: CaseContext, client: Client, expected: string): Promise<void> {
  const breach = await servedOn(c, client, expected);
  if (breach !== undefined) throw breach;
}

/**
 * Closed it has to be; what there is to say where it is not. A sign of life tells leniency, which is certain, from a connection
 * that hangs.
 */
async function servedOn(c: CaseContext, client: Client, expected: string): Promise<Violation | undefined> {
  if (await client.ended(Math.min(MOMENT_MS, client.answerMs))) return undefined;
  const came = client.waiting.map(nameOf).join(', ');
  client.send({ type: PacketType.pingreq });
  const isServed = (await client.take(PacketType.pingresp)) !== undefined;
  if (await client.ended(Math.min(MOMENT_MS, client.answerMs))) return undefined;
  const { fault } = client;
  if (fault !== undefined)
    return c.breach(expected, `the connection stays open; there came what cannot be read: ${fault.message}`);
  const answers = came === '' ? '' : `; there came ${came}`;
  if (isServed) return c.breach(expected, `the connection stays open and serves on${answers}`);
  client.untold();
  return c.late(expected, `the connection stays open, and is silent${answers}`);
}

function nameOf({ type }: Packet): string {
  return (
    Object.entries(PacketType)
      .find(([, value]) => value === type)?.[0]
      .toUpperCase() ?? ''
  );
}
