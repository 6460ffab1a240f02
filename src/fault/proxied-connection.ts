import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import type { TransportAddress } from '../transport/address.ts';
import { connectTransport } from '../transport/connect.ts';
import type { CloseCause, Transport, TransportHandler } from '../transport/transport.ts';
import type { Behaviour, Budget } from './behaviour.ts';
import { Greeting } from './greeting.ts';
import { behaviourOf, losesBytes } from './kinds/index.ts';
import { Pipe } from './pipe.ts';
import type { Pump } from './pump.ts';
import type { CutHow, Direction, FaultEvent, FaultRule } from './types.ts';

export interface ProxiedConnectionOptions {
  readonly number: number;
  readonly client: Transport;
  readonly upstream: TransportAddress;
  /** False: bytes are only bytes, and nobody knows whose they are. */
  readonly framed: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly pump: Pump;
  identify(clientId: string): number | undefined;
  /** Who it is has become known, or will never be. */
  onIdentified(connection: ProxiedConnection): void;
  onEvent(connection: ProxiedConnection, rule: FaultRule, what: FaultEvent['what']): void;
  onOver(connection: ProxiedConnection): void;
}

/** A cut waits this long at most for what was to pass before it. */
const FLUSH_MAX_US = 1_000_000;

const DIRECTIONS: readonly Direction[] = ['to-broker', 'to-client'];

/**
 * One client's connection and the one to the broker that goes with it.
 *
 *   greeting ─ CONNECT has come ─▶ waiting ─ no fault holds it back ─▶ dialled ─▶ both sides closed
 */
export class ProxiedConnection implements TransportHandler {
  readonly #options: ProxiedConnectionOptions;
  readonly #pipes: Readonly<Record<Direction, Pipe>>;
  readonly #rules = new Map<FaultRule, Map<Direction, Behaviour>>();
  #greeting: Greeting | undefined;
  #broker: Transport | undefined;
  #clientClosed = false;
  #brokerClosed = false;
  #isCut = false;
  client: number | undefined;

  constructor(options: ProxiedConnectionOptions) {
    this.#options = options;
    const pipe = (): Pipe =>
      new Pipe({
        clock: options.clock,
        pump: options.pump,
        framed: options.framed,
        onStruck: (behaviour) => this.#tell(behaviour, 'struck'),
        onCut: (behaviour, how) => this.#onCut(behaviour, how),
      });
    this.#pipes = { 'to-broker': pipe(), 'to-client': pipe() };
    this.#pipes['to-broker'].from(options.client);
    this.#pipes['to-client'].into(options.client);
    if (options.framed) this.#greeting = new Greeting();
  }

  /** Who it is has become known, or will never be. */
  get isIdentified(): boolean {
    return this.#greeting === undefined;
  }

  get number(): number {
    return this.#options.number;
  }

  /** Puts a fault in force. */
  attach(rule: FaultRule, budget: Budget): void {
    const { clock, random } = this.#options;
    const behaviours = new Map<Direction, Behaviour>();
    this.#rules.set(rule, behaviours);
    for (const direction of DIRECTIONS) {
      const stream = random.fork(rule.name, this.client ?? 'unknown', this.number, direction);
      const behaviour = behaviourOf(rule.action, { direction, clock, random: stream, budget });
      if (behaviour === undefined) continue;
      behaviours.set(direction, behaviour);
      this.#pipes[direction].add(behaviour);
    }
    this.#options.onEvent(this, rule, 'began');
  }

  /** The fault is over. A connection that has lost bytes by it cannot go on. */
  detach(rule: FaultRule): void {
    const behaviours = this.#rules.get(rule);
    if (behaviours === undefined) return;
    this.#rules.delete(rule);
    const isDamaged =
      losesBytes(rule.action) && DIRECTIONS.some((direction) => this.#pipes[direction].isDamaged);
    if (isDamaged) this.end('reset', rule);
    for (const [direction, behaviour] of behaviours) this.#pipes[direction].delete(behaviour);
    if (!isDamaged) this.#options.onEvent(this, rule, 'over');
    this.#dial();
  }

  /** Ends the connection on both sides. */
  end(how: 'reset' | 'fin', rule: FaultRule): void {
    if (this.#clientClosed && (this.#broker === undefined || this.#brokerClosed)) return;
    this.#options.onEvent(this, rule, 'ended');
    this.drop(how);
  }

  /** As {@link ProxiedConnection.end}, without a fault. */
  drop(how: 'reset' | 'fin'): void {
    this.#isCut = true;
    for (const direction of DIRECTIONS) this.#pipes[direction].close();
    for (const side of [this.#options.client, this.#broker]) {
      if (how === 'reset') side?.reset();
      else side?.close();
    }
  }

  // ── the client's side ─────────────────────────────────────────────────────────────────────────────────────────────

  onOpen(): void {
    if (this.#greeting === undefined) this.#identified();
  }

  onBytes(bytes: Uint8Array): void {
    const greeting = this.#greeting;
    if (greeting === undefined) {
      this.#pipes['to-broker'].receive(bytes);
      return;
    }
    if (!greeting.take(bytes)) return;
    this.#greeting = undefined;
    this.client = greeting.clientId === undefined ? undefined : this.#options.identify(greeting.clientId);
    this.#identified();
    for (const piece of greeting.release()) this.#pipes['to-broker'].receive(piece);
  }

  onDrain(): void {
    this.#pipes['to-client'].unblock();
  }

  onEnd(): void {
    this.#pipes['to-broker'].finish('fin');
    if (this.#broker === undefined) this.#options.client.close();
  }

  onClose(cause: CloseCause): void {
    this.#clientClosed = true;
    if (cause.kind !== 'local')
      this.#pipes['to-broker'].finish(cause.kind === 'remote-end' ? 'close' : 'reset');
    this.#settle();
  }

  // ── the broker's side ─────────────────────────────────────────────────────────────────────────────────────────────

  readonly #brokerHandler: TransportHandler = {
    onOpen: () => {
      if (this.#broker !== undefined) this.#pipes['to-broker'].into(this.#broker);
    },
    onBytes: (bytes) => this.#pipes['to-client'].receive(bytes),
    onDrain: () => this.#pipes['to-broker'].unblock(),
    onEnd: () => this.#pipes['to-client'].finish('fin'),
    onClose: (cause) => {
      this.#brokerClosed = true;
      if (cause.kind !== 'local')
        this.#pipes['to-client'].finish(cause.kind === 'remote-end' ? 'close' : 'reset');
      this.#settle();
    },
  };

  #identified(): void {
    this.#options.onIdentified(this);
    this.#dial();
  }

  /** Nobody reaches the broker through a stalled network, not even to connect. */
  #dial(): void {
    if (this.#broker !== undefined || this.#greeting !== undefined || this.#clientClosed || this.#isCut)
      return;
    if (this.#pipes['to-broker'].isHeld) return;
    this.#broker = connectTransport(this.#options.upstream, this.#brokerHandler);
    this.#pipes['to-client'].from(this.#broker);
  }

  #onCut(behaviour: Behaviour, how: CutHow): void {
    this.#isCut = true;
    for (const direction of DIRECTIONS) this.#pipes[direction].close();
    const rule = this.#ruleOf(behaviour);
    if (rule === undefined) return;
    const giveUpUs = this.#options.clock.nowUs() + FLUSH_MAX_US;
    const whenFlushed = (): void => {
      const waiting = this.#options.client.bufferedBytes + (this.#broker?.bufferedBytes ?? 0);
      if (waiting > 0 && this.#options.clock.nowUs() < giveUpUs) setImmediate(whenFlushed);
      else if (how === 'half-open') this.#silence(rule);
      else this.end(how, rule);
    };
    whenFlushed();
  }

  /** From now on all is lost, until the fault ends or the client does. */
  #silence(rule: FaultRule): void {
    for (const direction of DIRECTIONS) this.#pipes[direction].isDamaged = true;
    this.#options.onEvent(this, rule, 'silenced');
  }

  #tell(behaviour: Behaviour, what: FaultEvent['what']): void {
    const rule = this.#ruleOf(behaviour);
    if (rule !== undefined) this.#options.onEvent(this, rule, what);
  }

  #ruleOf(behaviour: Behaviour): FaultRule | undefined {
    for (const [rule, behaviours] of this.#rules)
      if ([...behaviours.values()].includes(behaviour)) return rule;
    return undefined;
  }

  #settle(): void {
    if (this.#clientClosed && this.#broker === undefined) this.#options.onOver(this);
    else if (this.#clientClosed && this.#brokerClosed) this.#options.onOver(this);
  }
}
