import { PacketType, type ProtocolVersion } from '../protocol/constants.ts';
import type { ConnackPacket, ConnectPacket, PublishPacket } from '../protocol/packets.ts';
import type { Transport, TransportHandler } from '../transport/transport.ts';
import { Client, textOf, type PublishFields } from './client.ts';
import type { TargetFacts } from './facts.ts';
import { Skipped, Unmet, Vacuous, Violation } from './outcome.ts';
import type { PacketJournal } from './packet-journal.ts';
import { ANONYMOUS, secretsOf, type DeclaredPrincipal, type Principal } from './principals.ts';
import type { CaseLedger } from './ledger.ts';
import { LinkJudge } from './passive/judge.ts';
import { CaseMemory } from './passive/memory.ts';
import type { Time } from './time.ts';

/** Opens a connection to the target. */
export type Dial = (handler: TransportHandler) => Transport;

export interface Timing {
  /** How long an answer may take. */
  readonly answerMs: number;
  /** How long what the statement of a case demands is waited for; `answerMs` where absent. */
  readonly demandMs?: number;
  /** How long what has waited at the target may take; like anything else where absent. */
  readonly owedMs?: number;
  /** How long silence has to last where no fence can prove it. */
  readonly quietMs: number;
  /** Grace beyond a time that the protocol sets. */
  readonly graceMs: number;
}

export interface ContextOptions {
  readonly facts: TargetFacts;
  readonly dial: Dial;
  readonly time: Time;
  readonly timing: Timing;
  /** Part of every Topic Name and Client Identifier: no two cases, attempts or runs have the same. */
  readonly token: string;
  readonly journal: PacketJournal;
  readonly ledger: CaseLedger;
  /** Leaves retained messages and sessions behind, for a target that is thrown away. */
  readonly leavesTraces?: boolean;
}

const CLIENTS_MAX = 64;

/** What a case works with. Everything it opens is closed after it. */
export class CaseContext {
  readonly version: ProtocolVersion;
  readonly facts: TargetFacts;
  readonly time: Time;
  readonly timing: Timing;
  /** What is told beside the verdict: signalling, and figures. */
  readonly notes: string[] = [];
  readonly #options: ContextOptions;
  readonly #memory = new CaseMemory();
  readonly #clients: Client[] = [];
  /** Who has connected, and who may take back what a case leaves retained: whom clients usually are, where nobody is named. */
  readonly #whose = new Map<Client, Principal>();
  readonly #cleaners = new Map<string, Principal>();
  #names = 0;

  constructor(options: ContextOptions) {
    this.#options = options;
    this.facts = options.facts;
    this.version = options.facts.version;
    this.time = options.time;
    this.timing = options.timing;
  }

  get is5(): boolean {
    return this.version === 5;
  }

  // --- Names

  /** A Topic Name of this case alone. */
  topic(name = 't'): string {
    return `${this.#topics}${this.#options.token}/${name}`;
  }

  /** What the topics of all cases begin with. */
  get #topics(): string {
    return `${this.facts.profile.topicPrefix ?? ''}mqtt-bench/`;
  }

  /** Whom clients are that a case does not say more of. */
  get principal(): DeclaredPrincipal {
    return this.facts.profile.principal ?? ANONYMOUS;
  }

  /** A name of this case alone: letters and digits only, few of them. */
  name(): string {
    this.#names += 1;
    return `${this.#options.token}x${this.#names.toString(36)}`;
  }

  /** A Client Identifier of this case alone: 23 letters and digits at most, unless the target lets the principal have no such one. */
  clientId({ clientIds = '*' }: Principal = this.principal): string {
    return clientIds.replace('*', this.name());
  }

  /** Bytes of the catalogue with names of this case in place of the catalogue's, so that no two cases meet. */
  individual(bytes: Uint8Array): Uint8Array {
    const id = this.name();
    let text = Buffer.from(bytes).toString('latin1');
    for (const name of ['mqtt-bench-malformed', 'mqtt-bench-flags', 'a/b'])
      text = text.replaceAll(name, id.padStart(name.length, '0').slice(-name.length));
    return Buffer.from(text, 'latin1');
  }

  // --- Connections

  /** A connection that is open, with nothing sent on it. */
  async open(options: { readonly isJudged?: boolean; readonly dial?: Dial } = {}): Promise<Client> {
    if (this.#clients.length >= CLIENTS_MAX) throw new Unmet('the case opens too many connections');
    const { time, journal, ledger, dial, timing } = this.#options;
    const judge = new LinkJudge(this.version, this.#memory, ledger);
    if (options.isJudged === false) judge.switchOff();
    const name = `client ${this.#clients.length + 1}`;
    const client = new Client({
      name,
      version: this.version,
      time,
      journal,
      judge,
      answerMs: timing.answerMs,
      demandMs: timing.demandMs ?? timing.answerMs,
      settleMs: this.facts.settleMs,
      owedMs: timing.owedMs ?? 0,
      secrets: secretsOf(this.facts.profile),
      isForeign: (topic) => topic.startsWith(this.#topics) && !topic.startsWith(this.topic('')),
    });
    this.#clients.push(client);
    client.attach((options.dial ?? dial)(client));
    await client.opened();
    return client;
  }

  /** A CONNECT with everything that the target needs. */
  connectPacket(fields: Partial<ConnectPacket> = {}, principal: Principal = this.principal): ConnectPacket {
    const { username, password } = principal;
    return {
      type: PacketType.connect,
      protocolName: 'MQTT',
      protocolVersion: this.version,
      cleanStart: true,
      keepAlive: this.facts.keepAliveS,
      clientId: fields.clientId ?? this.clientId(principal),
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      ...fields,
    };
  }

  /** A connected client; Unmet where the target does not accept it. */
  async connect(fields: Partial<ConnectPacket> = {}, principal?: Principal): Promise<Client> {
    const { client, connack } = await this.attempt(fields, principal);
    if (connack === undefined) throw new Unmet(`${client.name} needs CONNACK: ${client.story()}`);
    if (connack.reasonCode !== 0)
      throw new Unmet(`${client.name} is refused: CONNACK 0x${connack.reasonCode.toString(16)}`);
    return client;
  }

  /** A CONNECT and its answer, whatever it is. */
  async attempt(
    fields: Partial<ConnectPacket> = {},
    principal: Principal = this.principal,
  ): Promise<{ client: Client; connack: ConnackPacket | undefined }> {
    const client = await this.open(principal.dial === undefined ? {} : { dial: principal.dial });
    this.#whose.set(client, principal);
    return { client, connack: await client.attempt(this.connectPacket(fields, principal)) };
  }

  /** A client whose Session outlives its connection. */
  async connectKept(
    clientId: string,
    fields: Partial<ConnectPacket> = {},
    principal?: Principal,
  ): Promise<Client> {
    return this.connect({ clientId, cleanStart: false, ...this.keeping(), ...fields }, principal);
  }

  /** Fields of a CONNECT whose Session is kept for a while. */
  keeping(expiryS = 120): Partial<ConnectPacket> {
    return this.is5
      ? { cleanStart: false, properties: { sessionExpiryInterval: expiryS } }
      : { cleanStart: false };
  }

  // --- Verdicts

  /** The statement of the case is broken unless `holds`. */
  claim(holds: boolean, expected: string, actual: string): void {
    if (!holds) throw this.breach(expected, actual);
  }

  /** `throw c.breach(…)`: the statement of the case is broken. */
  breach(expected: string, actual: string): Violation {
    return new Violation({ expected, actual });
  }

  /** The same for something that did not happen in time, which is looked at a second time with more patience. */
  late(expected: string, actual: string): Violation {
    return new Violation({ expected, actual, isLate: true });
  }

  /** The case makes no sense any more unless `holds`; no verdict. */
  require(holds: boolean, what: string): void {
    if (!holds) throw new Unmet(what);
  }

  /** `throw c.skip(…)`: the target lawfully lacks what the case needs. */
  skip(reason: string): Skipped {
    return new Skipped(reason);
  }

  /** `throw c.vacuous(…)`: nothing came that the statement speaks of. */
  vacuous(reason: string): Vacuous {
    return new Vacuous(reason);
  }

  note(text: string): void {
    this.notes.push(text);
  }

  // --- Time

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.time.after(ms, resolve));
  }

  /** Lets pass what may still be on its way to a client: a round trip, then silence. Only where a fence is not possible. */
  async quiet(client: Client): Promise<void> {
    if (!client.isOver) await client.ping();
    await this.wait(Math.max(this.timing.quietMs, 10 * this.facts.roundTripMs));
    if (!client.isOver) await client.ping();
    client.readable();
  }

  /**
   * Publishes a last message of the same publisher, topic and QoS and waits until the subscriber has it: by 4.6 nothing
   * from before can come after it. What the subscriber got before, in order.
   */
  async fence(publisher: Client, subscriber: Client, fields: PublishFields): Promise<PublishPacket[]> {
    const text = `fence-${this.name()}`;
    await publisher.publish({ ...fields, text });
    await subscriber.needMessage(text);
    return subscriber.takeMessages().filter((packet) => textOf(packet) !== text);
  }

  /** Says who may take back what is left retained on `topic`. */
  cleansAs(principal: Principal, topic: string): void {
    this.#cleaners.set(topic, principal);
  }

  /** Closes everything, and takes back from the target what would outlive the case: retained messages and kept sessions. */
  async close(): Promise<void> {
    const kept = new Map(
      this.#clients.flatMap((client) =>
        client.keptClientId === undefined ? [] : [[client.keptClientId, this.#whose.get(client)]],
      ),
    );
    this.#dropAll();
    if (this.#options.leavesTraces === true) return;
    try {
      await this.#clean(kept);
    } finally {
      // A target that does not play along must not keep a connection, and with it the process.
      this.#dropAll();
    }
  }

  async #clean(kept: ReadonlyMap<string, Principal | undefined>): Promise<void> {
    for (const [clientId, principal] of kept) (await this.connect({ clientId }, principal)).drop();
    const cleaners = new Map<Principal, Client>();
    for (const topic of this.#memory.retainedTopics) {
      const principal = this.#cleaners.get(topic) ?? this.principal;
      const cleaner = cleaners.get(principal) ?? (await this.connect({}, principal));
      cleaners.set(principal, cleaner);
      cleaner.begin({ topic, retain: true });
    }
    for (const cleaner of cleaners.values()) await cleaner.ping();
  }

  #dropAll(): void {
    for (const client of this.#clients) if (!client.isOver) client.drop();
    this.#clients.length = 0;
  }
}
