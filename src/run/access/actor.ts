/** Who tries something: the credentials of a client, maybe altered, and the connection of the moment. */
import type { WitnessPacket } from '../../history/witness.ts';
import { ProbeClient, type ProbeAnswer, type ProbeMessage } from '../../client/probe-client.ts';
import type { ConnectResult, ConnectSpec, WillSpec } from '../../client/types.ts';
import type { SampledPrincipal } from '../../plan/access-sample.ts';
import type { PublishPacket } from '../../protocol/packets.ts';
import type { ProtocolVersion, QoS } from '../../protocol/constants.ts';
import type { SegmentContext } from '../segment-context.ts';
import type { Canaries, Canary } from './canaries.ts';
import type { Patience } from './patience.ts';

export interface Received {
  /** Undefined: of somebody else. */
  readonly canary: Canary | undefined;
  readonly topic: string;
  readonly retain: boolean;
}

export interface ActorOptions {
  readonly context: SegmentContext;
  readonly canaries: Canaries;
  readonly patience: Patience;
  /** Whose credentials; they may be altered. */
  readonly principal: SampledPrincipal;
  /** What sets it apart from its principal, for people: `with the Client Identifier "#"`. */
  readonly altered?: string;
  /** Takes the place of names, for people. */
  readonly alone?: string;
  readonly alter?: (spec: ConnectSpec) => ConnectSpec;
}

export interface EnterOptions {
  /** Its session outlives the connection. */
  readonly keep?: boolean;
  /** Goes on with the session that is there. */
  readonly resume?: boolean;
  readonly will?: WillSpec;
}

/** Sessions that are to be resumed live that long, whatever happens. */
const SESSION_S = 300;
const KEEP_ALIVE_S = 300;
/** Messages of others that are kept: `#` on a busy broker brings them by the thousand. */
const OTHERS_MAX = 100;
const RECEIVED_MAX = 100_000;

export class Actor {
  readonly principal: SampledPrincipal;
  readonly #options: ActorOptions;
  readonly #granted = new Map<string, QoS>();
  #received: Received[] = [];
  #others = 0;
  #probe: ProbeClient | undefined;
  #opening: Promise<ProbeClient | undefined> | undefined;
  #connections = 0;
  #entered: EnterOptions = {};
  #refusal: ConnectResult | undefined;

  constructor(options: ActorOptions) {
    this.#options = options;
    this.principal = options.principal;
  }

  /** For people. */
  get name(): string {
    const { principal, altered, alone } = this.#options;
    return alone ?? (altered === undefined ? principal.name : `${principal.name} ${altered}`);
  }

  /** The kind of client, for the matrix. */
  get kind(): string {
    const { principal, alone } = this.#options;
    return alone ?? principal.kind;
  }

  /** Nobody of the policy. */
  get isAlone(): boolean {
    return this.#options.alone !== undefined;
  }

  get version(): ProtocolVersion {
    return this.#options.context.connectSpec(this.principal.client).version;
  }

  get isOpen(): boolean {
    return this.#probe?.isOpen ?? false;
  }

  /** The CONNACK or the failure that keeps it out. */
  get refusal(): ConnectResult | undefined {
    return this.#refusal;
  }

  get limits(): ProbeClient['limits'] {
    return this.#probe?.limits;
  }

  /** Tells connections apart. */
  get connection(): number {
    return this.#connections;
  }

  get lastHeardUs(): number {
    return this.#probe?.lastHeardUs ?? 0;
  }

  get witness(): readonly WitnessPacket[] {
    return this.#probe?.witness ?? [];
  }

  /** Everything received since {@link Actor.forget}, over all connections. */
  get received(): readonly Received[] {
    return this.#received;
  }

  forget(): void {
    this.#received = [];
    this.#others = 0;
  }

  /** Connects anew; a connection that is open ends. */
  async enter(options: EnterOptions = {}): Promise<ConnectResult> {
    await this.leave();
    if (options.resume !== true) this.#granted.clear();
    this.#entered = options;
    return this.#connect(options);
  }

  /** Ends the connection; a session that is kept stays. */
  async leave(): Promise<void> {
    await this.#probe?.disconnect();
    this.#probe = undefined;
  }

  /** Ends the connection and the session. */
  async end(): Promise<void> {
    await this.leave();
    if (this.#entered.keep === true) await this.#clean();
  }

  /** Ends the connection without DISCONNECT. */
  drop(): void {
    this.#probe?.reset();
    this.#probe = undefined;
  }

  /** Connects with a Will and vanishes; then goes on as before, with what had been granted. */
  async visit(will: WillSpec): Promise<ConnectResult> {
    await this.leave();
    const result = await this.#connect({ will });
    this.drop();
    await this.#open();
    return result;
  }

  /** Leaves what comes unacknowledged. */
  holdBack(): void {
    if (this.#probe !== undefined) this.#probe.holdsBack = true;
  }

  /** `behind`: filters that stand before it in the packet. */
  async subscribe(filter: string, qos: QoS = 2, behind: readonly string[] = []): Promise<ProbeAnswer> {
    const answer = await this.#attempt((probe) => probe.subscribe(filter, qos, behind));
    if (answer.kind === 'accepted') this.#granted.set(filter, qos);
    return answer;
  }

  publish(message: ProbeMessage): Promise<ProbeAnswer> {
    return this.#attempt((probe) => probe.publish(message));
  }

  async ping(): Promise<void> {
    await this.#probe?.ping();
  }

  /** Listens again to what had been granted, where the broker ended the connection over an attempt. */
  async listen(): Promise<void> {
    await this.ping();
    await this.#open();
  }

  /**
   * A broker may answer an attempt and end the connection a moment later, while the next attempt is under way. Once more on
   * a new connection shows whether it was this one.
   */
  async #attempt(act: (probe: ProbeClient) => Promise<ProbeAnswer>): Promise<ProbeAnswer> {
    const once = async (): Promise<ProbeAnswer> => {
      const probe = await this.#open();
      return probe === undefined ? this.#shutOut() : act(probe);
    };
    const first = await once();
    const answer = first.kind === 'closed' ? await once() : first;
    if (answer.kind === 'hung') this.#options.patience.wasHung();
    return answer;
  }

  /** Where the broker ended the connection, a new one with what had been granted: the next attempt is to stand alone. */
  #open(): Promise<ProbeClient | undefined> {
    if (this.isOpen) return Promise.resolve(this.#probe);
    this.#opening ??= this.#reopen().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #reopen(): Promise<ProbeClient | undefined> {
    const result = await this.#connect(this.#entered);
    if (result.kind !== 'accepted') return undefined;
    for (const [filter, qos] of this.#granted) await this.#probe?.subscribe(filter, qos);
    return this.#probe;
  }

  #shutOut(): ProbeAnswer {
    const refusal = this.#refusal;
    return refusal?.kind === 'refused'
      ? { kind: 'refused', reasonCode: refusal.reasonCode }
      : { kind: 'lost' };
  }

  async #connect({ keep = false, resume = false, will }: EnterOptions): Promise<ConnectResult> {
    const { context, principal } = this.#options;
    // 3.1.1 has one flag for both: a session that begins clean does not last, so it is cleaned first.
    if (keep && !resume && this.version === 4) await this.#clean();
    this.#connections += 1;
    const probe = new ProbeClient({
      clock: context.clock,
      client: principal.client,
      connection: this.#connections,
      timeoutMs: () => this.#options.patience.answerMs,
      onMessage: (packet) => this.#onMessage(packet),
    });
    const cleanStart = this.version === 4 ? !keep : !resume;
    const result = await probe.connect(this.#spec(cleanStart, keep, will));
    this.#probe = probe;
    this.#refusal = result.kind === 'accepted' ? undefined : result;
    return result;
  }

  async #clean(): Promise<void> {
    const { context, principal } = this.#options;
    const probe = new ProbeClient({
      ...{
        clock: context.clock,
        client: principal.client,
        connection: 0,
        timeoutMs: () => this.#options.patience.answerMs,
      },
      onMessage: () => undefined,
    });
    await probe.connect(this.#spec(true, false, undefined));
    await probe.disconnect();
  }

  #spec(cleanStart: boolean, keep: boolean, will: WillSpec | undefined): ConnectSpec {
    const { context, principal, alter } = this.#options;
    const { address, version, clientId, username, password, userProperties, timeoutUs } = context.connectSpec(
      principal.client,
    );
    const spec: ConnectSpec = {
      ...{ address, version, clientId, username, password, userProperties, timeoutUs, cleanStart, will },
      keepAliveSeconds: KEEP_ALIVE_S,
      ...(keep && version === 5 ? { sessionExpirySeconds: SESSION_S } : {}),
    };
    return alter === undefined ? spec : alter(spec);
  }

  #onMessage({ topic, payload, retain }: PublishPacket): void {
    const canary = this.#options.canaries.read(payload);
    if (canary === undefined) this.#others += 1;
    const hasRoom = canary === undefined ? this.#others <= OTHERS_MAX : this.#received.length < RECEIVED_MAX;
    if (hasRoom) this.#received.push({ canary, topic, retain });
  }
}
