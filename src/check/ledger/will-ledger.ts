/** Follows the connections that have a Will, and says which Wills the broker has to publish, and when the first copy came. */
import type { ConnectInvoked, Connected, ConnectionClosed } from '../../history/observer.ts';
import { BoundedList } from './bounded-list.ts';
import { PublishLedger, type PublishedFlowState } from './publish-ledger.ts';
import { willFate, type WillConnection, type WillEntry } from './will-fate.ts';

export interface WillArrival {
  readonly flow: number;
  readonly seq: number;
  /** The first copy, at whichever client of the thread. */
  readonly tUs: number;
}

export interface WillLedgerState {
  /** All but those that were withdrawn. */
  readonly entries: readonly WillEntry[];
  /** Connections whose Will was withdrawn by DISCONNECT, by flow. */
  readonly withdrawn: ReadonlyMap<number, number>;
  readonly arrivals: readonly WillArrival[];
  /** Until then a Will that must not come would show. */
  readonly watchUntilUs: number;
  /** Wills and arrivals that there was no room for. */
  readonly omitted: number;
}

/** The last two connections of a client: the end of one is understood by the beginning of the next. */
interface ClientWills {
  before: WillConnection | undefined;
  last: WillConnection;
}

const ENTRIES_MAX = 1_000_000;
/** Silence for so long after a Will would have come shows that it does not. */
const WATCH_US = 500_000;

export class WillLedger {
  readonly #clients = new Map<number, ClientWills>();
  readonly #entries = new BoundedList<WillEntry>(ENTRIES_MAX);
  readonly #withdrawn = new Map<number, number>();
  readonly #arrivals = new Map<number, Map<number, number>>();
  #arrivalCount = 0;
  #omittedArrivals = 0;

  connectInvoked(event: ConnectInvoked): void {
    const known = this.#clients.get(event.client);
    if (known === undefined && event.will === undefined) return;
    const last = connectionOf(event, known?.last.flow ?? 0);
    if (known === undefined) {
      this.#clients.set(event.client, { before: undefined, last });
      return;
    }
    if (known.before !== undefined) this.#conclude(known.before, known.last);
    known.before = known.last;
    known.last = last;
  }

  connected({ client, connection, tUs, reasonCode, sessionPresent, keepAliveSeconds }: Connected): void {
    const one = this.#find(client, connection);
    if (one === undefined) return;
    one.refused = reasonCode !== 0;
    one.sessionPresent = sessionPresent;
    one.connackUs = tUs;
    one.keepAliveSeconds = keepAliveSeconds ?? one.keepAliveSeconds;
  }

  connectionClosed(event: ConnectionClosed): void {
    const one = this.#find(event.client, event.connection);
    if (one !== undefined) one.closed = event;
  }

  arrived(flow: number, seq: number, tUs: number): void {
    let seqs = this.#arrivals.get(flow);
    if (seqs?.has(seq) === true) return;
    if (this.#arrivalCount >= ENTRIES_MAX) {
      this.#omittedArrivals += 1;
      return;
    }
    if (seqs === undefined) this.#arrivals.set(flow, (seqs = new Map<number, number>()));
    seqs.set(seq, tUs);
    this.#arrivalCount += 1;
  }

  toState(): WillLedgerState {
    const withdrawn = new Map(this.#withdrawn);
    const open = [...this.#openEntries()];
    for (const { flow, fate } of open) if (fate === 'withdrawn') count(withdrawn, flow);
    const watched = open.map(watchUntilUs);
    return {
      watchUntilUs: watched.reduce((a, b) => Math.max(a, b), -Infinity),
      entries: [...this.#entries.items, ...open.filter(({ fate }) => fate !== 'withdrawn')],
      withdrawn,
      arrivals: [...this.#arrivals].flatMap(([flow, seqs]) =>
        [...seqs].map(([seq, tUs]) => ({ flow, seq, tUs })),
      ),
      omitted: this.#entries.omitted + this.#omittedArrivals,
    };
  }

  #find(client: number, connection: number): WillConnection | undefined {
    const known = this.#clients.get(client);
    if (known?.last.connection === connection) return known.last;
    return known?.before?.connection === connection ? known.before : undefined;
  }

  #conclude(one: WillConnection, next: WillConnection): void {
    const entry = one.hasWill ? willFate(one, next) : undefined;
    if (entry?.fate === 'withdrawn') count(this.#withdrawn, entry.flow);
    else if (entry !== undefined) this.#entries.add(entry);
  }

  /** Of connections whose story may go on. */
  *#openEntries(): Generator<WillEntry> {
    for (const { before, last } of this.#clients.values()) {
      const earlier = before?.hasWill === true ? willFate(before, last) : undefined;
      if (earlier !== undefined) yield earlier;
      const latest = last.hasWill ? willFate(last, undefined) : undefined;
      if (latest !== undefined) yield latest;
    }
  }
}

/** Wills as what they are in the end, published messages; `isStamped` leaves out those that cannot be told apart. */
export function publishedWills(
  { entries, withdrawn }: WillLedgerState,
  flowCount: number,
  isStamped: (flow: number) => boolean,
): PublishedFlowState[] {
  const ledger = new PublishLedger(flowCount);
  for (const flow of withdrawn.keys()) if (isStamped(flow)) ledger.open(flow);
  const inOrder = [...entries].sort((a, b) => a.seq - b.seq);
  for (const { flow, seq, fate, earliestUs, dueUs } of inOrder) {
    if (!isStamped(flow)) continue;
    ledger.open(flow);
    if (fate !== 'due' && fate !== 'possible') continue;
    ledger.invoked(flow, seq, 1, earliestUs, false);
    if (fate === 'due') ledger.completed(flow, seq, 'ok', 0, dueUs);
  }
  return ledger.toState();
}

/** A broker that is wrong about a Will publishes it when it would be due. */
function watchUntilUs({ fate, earliestUs, waitUs }: WillEntry): number {
  if (fate === 'withdrawn' || fate === 'refused') return earliestUs + waitUs + WATCH_US;
  return fate === 'resumed' ? earliestUs + WATCH_US : -Infinity;
}

function connectionOf(event: ConnectInvoked, flow: number): WillConnection {
  return {
    connection: event.connection,
    flow: event.will?.flow ?? flow,
    version: event.version,
    hasWill: event.will !== undefined,
    delaySeconds: event.will?.delaySeconds ?? 0,
    cleanStart: event.cleanStart,
    connectUs: event.tUs,
    keepAliveSeconds: event.keepAliveSeconds,
    connackUs: Infinity,
    sessionPresent: false,
    refused: false,
    closed: undefined,
  };
}

function count(counts: Map<number, number>, flow: number): void {
  counts.set(flow, (counts.get(flow) ?? 0) + 1);
}
