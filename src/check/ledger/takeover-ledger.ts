/**
 * Second connections with the Client Identifier of one that was still open (5.0 and 3.1.1, section 3.1.4): what became of
 * the first, and what came on it after the second had been accepted.
 *
 *   first   ───────────────────────────────────── closed by the broker
 *   second         CONNECT ──────── CONNACK ───── from here on nothing new may come on the first
 */
import { IntervalSet } from '../../base/interval-set.ts';
import type {
  CloseHow,
  ConnectInvoked,
  Connected,
  ConnectionClosed,
  Delivery,
} from '../../history/observer.ts';
import type { ProtocolVersion } from '../../protocol/constants.ts';
import { rangesOf, type Ranges } from './ranges.ts';

export interface TakeoverState {
  readonly client: number;
  readonly version: ProtocolVersion;
  /** Numbers of the two connections. */
  readonly first: number;
  readonly second: number;
  readonly cleanStart: boolean;
  /** CONNACK of the second, µs. */
  readonly connackUs: number;
  /** End of the first, µs; +∞ while it is open. */
  readonly closedUs: number;
  readonly how: CloseHow | undefined;
  readonly reasonCode: number | undefined;
  /** Messages of ours that came on the first after that CONNACK, by flow. */
  readonly late: readonly (readonly [flow: number, seqs: Ranges])[];
}

export interface TakeoverLedgerState {
  /** Second connections that the broker accepted. */
  readonly accepted: number;
  /** Those with something to judge; what ended as it should is only counted. */
  readonly takeovers: readonly TakeoverState[];
  readonly omitted: number;
}

interface Takeover {
  readonly client: number;
  readonly version: ProtocolVersion;
  readonly first: number;
  readonly second: number;
  readonly cleanStart: boolean;
  connackUs: number;
  closedUs: number;
  how: CloseHow | undefined;
  reasonCode: number | undefined;
  readonly late: Map<number, IntervalSet>;
}

const TAKEOVERS_MAX = 10_000;
const LATE_FLOWS_MAX = 1_000;
const SESSION_TAKEN_OVER = 0x8e;

export class TakeoverLedger {
  /** By client and number of the first connection, until both CONNACK and the end of the first have come. */
  readonly #byFirst = new Map<string, Takeover>();
  /** The same by number of the second connection. */
  readonly #bySecond = new Map<string, Takeover>();
  readonly #kept: Takeover[] = [];
  #accepted = 0;
  #omitted = 0;

  /** A second CONNECT leaves while `first` is open. */
  begin({ client, version, connection, cleanStart }: ConnectInvoked, first: number): void {
    const takeover: Takeover = {
      client,
      version,
      first,
      second: connection,
      cleanStart,
      connackUs: Infinity,
      closedUs: Infinity,
      how: undefined,
      reasonCode: undefined,
      late: new Map(),
    };
    this.#byFirst.set(keyOf(client, first), takeover);
    this.#bySecond.set(keyOf(client, connection), takeover);
  }

  connected({ client, connection, tUs }: Connected): void {
    const takeover = this.#bySecond.get(keyOf(client, connection));
    if (takeover === undefined) return;
    this.#accepted += 1;
    takeover.connackUs = tUs;
    this.#settle(takeover);
  }

  closed({ client, connection, tUs, how, reasonCode }: ConnectionClosed): void {
    const refused = this.#bySecond.get(keyOf(client, connection));
    if (refused?.connackUs === Infinity) this.#forget(refused);
    const takeover = this.#byFirst.get(keyOf(client, connection));
    if (takeover === undefined) return;
    takeover.closedUs = tUs;
    takeover.how = how;
    takeover.reasonCode = reasonCode;
    this.#settle(takeover);
  }

  /** A message of ours on a connection that is not its client's newest. */
  delivered({ client, connection, flow, seq }: Readonly<Delivery>): void {
    const takeover = this.#byFirst.get(keyOf(client, connection));
    if (takeover === undefined || takeover.connackUs === Infinity) return;
    let seqs = takeover.late.get(flow);
    if (seqs === undefined && takeover.late.size < LATE_FLOWS_MAX)
      takeover.late.set(flow, (seqs = new IntervalSet()));
    seqs?.add(seq);
  }

  toState(): TakeoverLedgerState {
    const open = [...this.#byFirst.values()].filter((one) => one.connackUs !== Infinity);
    return {
      accepted: this.#accepted,
      takeovers: [...this.#kept, ...open].map((one) => ({
        ...one,
        late: [...one.late].map(([flow, seqs]) => [flow, rangesOf(seqs)] as const),
      })),
      omitted: this.#omitted,
    };
  }

  #forget({ client, first, second }: Takeover): void {
    this.#byFirst.delete(keyOf(client, first));
    this.#bySecond.delete(keyOf(client, second));
  }

  /** Both ends of the story are known: keeps it if there is anything to say about it. */
  #settle(takeover: Takeover): void {
    if (takeover.connackUs === Infinity || takeover.closedUs === Infinity) return;
    this.#forget(takeover);
    if (endedWell(takeover)) return;
    if (this.#kept.length < TAKEOVERS_MAX) this.#kept.push(takeover);
    else this.#omitted += 1;
  }
}

function endedWell({ version, how, reasonCode, late, closedUs, connackUs }: Takeover): boolean {
  if (late.size > 0) return false;
  // We ended the first before the second was accepted: nothing was left to take over.
  if (closedUs <= connackUs && !how?.startsWith('server')) return true;
  if (how === 'server-close') return version === 4;
  return how === 'server-disconnect' && reasonCode === SESSION_TAKEN_OVER;
}

function keyOf(client: number, connection: number): string {
  return `${client} ${connection}`;
}
