/**
 * Whether and when the Will of one connection is due, by what ended the connection and by what its client did next.
 *
 *   CONNECT ── CONNACK ───────────── end ───── delay ─────┐ due, unless the session is resumed before
 *                                     │                   │
 *              DISCONNECT 0x00: never ┘      the session ends: due at once
 *
 * A broker may notice the end later than we made it, so `earliestUs` is certain and `dueUs` is when it has to know.
 */
import type { CloseHow, ConnectionClosed } from '../../history/observer.ts';
import type { ProtocolVersion } from '../../protocol/constants.ts';

/**
 * `due`: exactly one publication. `possible`: one or none. The others: none, because we took our leave, the connection
 * was refused, or the session was resumed in time.
 */
export type WillFate = 'due' | 'possible' | 'withdrawn' | 'refused' | 'resumed';

export interface WillEntry {
  readonly flow: number;
  readonly seq: number;
  readonly version: ProtocolVersion;
  readonly fate: WillFate;
  /** Not before. */
  readonly earliestUs: number;
  /** The broker has reason to publish it now; +∞ where nobody knows. */
  readonly dueUs: number;
  /** Will Delay, or what the session has left if that is less. */
  readonly waitUs: number;
}

/** One connection of a client that has had a Will. Times are +∞ while a thing has not happened. */
export interface WillConnection {
  readonly connection: number;
  readonly flow: number;
  readonly version: ProtocolVersion;
  readonly hasWill: boolean;
  readonly delaySeconds: number;
  readonly cleanStart: boolean;
  readonly connectUs: number;
  keepAliveSeconds: number;
  connackUs: number;
  sessionPresent: boolean;
  refused: boolean;
  closed: ConnectionClosed | undefined;
}

/** A CONNECT so soon after an end may reach the broker before it has noticed that end. */
const RACE_US = 1_000_000;
/** MQTT says after what silence a client is taken for gone, not how often a broker has to look. */
const KEEP_ALIVE_LOOK_US = 6_000_000;
const SECOND_US = 1_000_000;
const BY_BROKER: readonly CloseHow[] = ['server-close', 'server-disconnect', 'client-abort'];

/** Undefined while the connection stands. `next` is the client's following connection, if there is one. */
export function willFate(one: WillConnection, next: WillConnection | undefined): WillEntry | undefined {
  const entry = entryOf(one);
  if (one.refused) return entry('refused');
  if (next !== undefined && isLeftStanding(one.closed, next))
    return entry('possible', { earliestUs: next.connectUs });
  if (next !== undefined && isTakenOver(one, next)) return takenOver(one, next, entry);
  if (one.closed === undefined) return undefined;
  if (!one.closed.established) return entry('possible', { earliestUs: one.connectUs });
  const ended = endedBy(one, one.closed, entry);
  return next === undefined ? ended : followed(ended, next);
}

type MakeEntry = (fate: WillFate, times?: Partial<Pick<WillEntry, 'earliestUs' | 'dueUs'>>) => WillEntry;

function entryOf(one: WillConnection): MakeEntry {
  const { flow, version, connection, connackUs } = one;
  return (fate, times = {}) => ({
    flow,
    seq: connection - 1,
    version,
    fate,
    earliestUs: connackUs,
    dueUs: Infinity,
    waitUs: waitUs(one),
    ...times,
  });
}

/** Will Delay or Session Expiry Interval, whichever is over first (`5:3.1.2-8`). */
function waitUs({ version, delaySeconds, closed }: WillConnection): number {
  if (version === 4) return 0;
  return Math.min(delaySeconds, closed?.sessionExpirySeconds ?? delaySeconds) * SECOND_US;
}

function endedBy(one: WillConnection, closed: ConnectionClosed, entry: MakeEntry): WillEntry {
  const { how, reasonCode = 0, brokenOff, tUs, silent } = closed;
  if (how === 'client-disconnect' && brokenOff === true) return entry('possible', { earliestUs: tUs });
  if (how === 'client-disconnect' && (one.version === 4 || reasonCode === 0))
    return entry('withdrawn', { earliestUs: tUs });
  if (BY_BROKER.includes(how)) return entry('possible');
  const earliestUs = tUs + waitUs(one);
  if (silent !== true) return entry('due', { earliestUs, dueUs: earliestUs });
  if (one.keepAliveSeconds === 0) return entry('possible', { earliestUs });
  const noticedUs = one.keepAliveSeconds * 1.5 * SECOND_US + KEEP_ALIVE_LOOK_US;
  return entry('due', { earliestUs, dueUs: earliestUs + noticedUs });
}

/** The client came back, perhaps before the Will was due. */
function followed(ended: WillEntry, next: WillConnection): WillEntry {
  const { fate, version, earliestUs, dueUs } = ended;
  if (fate !== 'due' || dueUs + RACE_US < next.connectUs || next.refused) return ended;
  if (next.connackUs === Infinity) return { ...ended, fate: 'possible', dueUs: Infinity };
  const ends = {
    ...ended,
    earliestUs: Math.min(earliestUs, next.connectUs),
    dueUs: Math.min(dueUs, next.connackUs),
  };
  if (version === 4 || !resumes(next)) return ends;
  if (next.connackUs < earliestUs) return { ...ended, fate: 'resumed' };
  return { ...ended, fate: 'possible', dueUs: Infinity };
}

/** The next CONNECT went out while the connection stood, and the broker closed it for that (`5:3.1.4-3`, `311:3.1.4-2`). */
function isTakenOver(one: WillConnection, next: WillConnection): boolean {
  if (one.connackUs === Infinity || next.refused) return false;
  if (one.closed === undefined) return next.connackUs !== Infinity;
  return BY_BROKER.includes(one.closed.how) && next.connectUs <= one.closed.tUs;
}

/** We had to close it ourselves when a newer one had taken over (see S4): what the broker makes of the Will then is left open. */
function isLeftStanding(closed: ConnectionClosed | undefined, next: WillConnection): boolean {
  if (closed === undefined || next.refused || closed.how.startsWith('server-')) return false;
  return next.connackUs <= closed.tUs;
}

/**
 * With Clean Start the session ends, and the Will is due. A session that goes on keeps a delayed Will back; without a delay
 * 5.0 can be read either way ("a new Network Connection is opened before the Will Delay Interval has elapsed").
 */
function takenOver(one: WillConnection, next: WillConnection, entry: MakeEntry): WillEntry {
  const earliestUs = next.connectUs;
  if (next.connackUs === Infinity) return entry('possible', { earliestUs });
  if (one.version === 4 || !resumes(next)) return entry('due', { earliestUs, dueUs: next.connackUs });
  return waitUs(one) > 0 ? entry('resumed', { earliestUs }) : entry('possible', { earliestUs });
}

function resumes({ sessionPresent, cleanStart }: WillConnection): boolean {
  return sessionPresent && !cleanStart;
}
