/** Hands every event to the ledger that it concerns. */
import type { Steps } from '../base/steps.ts';
import type { FlowCatalog } from '../history/flow-catalog.ts';
import type {
  AccessProbed,
  BrokerViolation,
  ConnectInvoked,
  Connected,
  ConnectionClosed,
  Delivery,
  DrainEnded,
  HistoryObserver,
  KeepAliveJudged,
  Outcome,
  OwnFault,
  ReadingChanged,
  ReceiverExchange,
  SubscribeInvoked,
  Subscribed,
  UnsubscribeInvoked,
  Unsubscribed,
} from '../history/observer.ts';
import type { WitnessSource } from '../history/witness.ts';
import { AccessLedger } from './ledger/access-ledger.ts';
import { BoundedList } from './ledger/bounded-list.ts';
import { ClearLedger } from './ledger/clear-ledger.ts';
import { DELIVERY_LIMITS, DeliveryLedger, type DeliveryLimits } from './ledger/delivery-ledger.ts';
import { FeatureLedger } from './ledger/feature-ledger.ts';
import type { Oddity, OddSample } from './ledger/oddity.ts';
import { PublishLedger } from './ledger/publish-ledger.ts';
import type { LiveSession } from './ledger/live-session.ts';
import { readsBetween } from './ledger/session-state.ts';
import { ReplayLedger } from './ledger/replay-ledger.ts';
import { SessionLedger } from './ledger/session-ledger.ts';
import { asksFor, StrayLedger } from './ledger/stray-ledger.ts';
import { TextWillLedger } from './ledger/text-will-ledger.ts';
import { TakeoverLedger } from './ledger/takeover-ledger.ts';
import { ViolationLedger } from './ledger/violation-ledger.ts';
import { publishedWills, WillLedger } from './ledger/will-ledger.ts';
import type { CheckPart, LeakedRelease, OpenExchange } from './state.ts';

export interface LedgerFoldOptions {
  readonly catalog: FlowCatalog;
  /** Where findings get their packets from; without it they have none. */
  readonly witness?: WitnessSource;
  readonly limits?: DeliveryLimits;
}

const SAMPLES_OF_A_KIND = 20;
const OWN_FAULTS_MAX = 100;
const DRAINS_MAX = 10_000;
const OPEN_EXCHANGES_MAX = 10_000;
/** A client must have been reading for so long, or an answer may lie unread. */
const READ_MIN_US = 5_000_000;
const WITNESS_PACKETS = 12;

export class LedgerFold implements HistoryObserver {
  readonly #catalog: FlowCatalog;
  readonly #witness: WitnessSource | undefined;
  readonly #publishes: PublishLedger;
  readonly #sessions = new SessionLedger();
  readonly #deliveries: DeliveryLedger;
  readonly #strays: StrayLedger;
  readonly #violations: ViolationLedger;
  readonly #takeovers = new TakeoverLedger();
  readonly #features: FeatureLedger;
  readonly #access = new AccessLedger();
  readonly #wills = new WillLedger();
  readonly #textWills = new TextWillLedger();
  readonly #clears: ClearLedger;
  readonly #replays = new ReplayLedger();
  readonly #firstWillFlow: number;
  readonly #samples = new Map<Oddity, BoundedList<OddSample>>();
  readonly #openExchanges = new BoundedList<OpenExchange>(OPEN_EXCHANGES_MAX);
  readonly #leakedReleases = new BoundedList<LeakedRelease>(OPEN_EXCHANGES_MAX);
  readonly #refusedReleases = new BoundedList<LeakedRelease>(OPEN_EXCHANGES_MAX);
  readonly #ownFaults = new BoundedList<OwnFault>(OWN_FAULTS_MAX);
  readonly #drains = new BoundedList<DrainEnded>(DRAINS_MAX);
  #received = 0;
  #released = 0;
  #expiring = 0;
  #homeless = 0;

  constructor(options: LedgerFoldOptions) {
    this.#catalog = options.catalog;
    this.#witness = options.witness;
    this.#firstWillFlow = options.catalog.firstWillFlow ?? Infinity;
    this.#publishes = new PublishLedger(options.catalog.flowCount);
    this.#deliveries = new DeliveryLedger(this.#sample.bind(this), options.limits ?? DELIVERY_LIMITS);
    this.#strays = new StrayLedger(options.catalog, options.witness);
    this.#clears = new ClearLedger(options.catalog);
    this.#violations = new ViolationLedger(options.witness);
    this.#features = new FeatureLedger(options.catalog, options.witness);
  }

  connectInvoked(event: ConnectInvoked): void {
    const live = this.#sessions.live(event.client);
    if (live?.state.connections.at(-1)?.closedUs === Infinity) this.#takeovers.begin(event, live.connection);
    this.#sessions.connectInvoked(event);
    this.#wills.connectInvoked(event);
  }

  connected(event: Connected): void {
    this.#sessions.connected(event);
    if (event.reasonCode === 0) this.#takeovers.connected(event);
    this.#wills.connected(event);
  }

  connectionClosed(event: ConnectionClosed): void {
    this.#sessions.connectionClosed(event);
    this.#takeovers.closed(event);
    this.#wills.connectionClosed(event);
  }

  subscribeInvoked(event: SubscribeInvoked): void {
    this.#sessions.subscribeInvoked(event);
  }

  subscribed(event: Subscribed): void {
    this.#sessions.subscribed(event);
  }

  unsubscribeInvoked(event: UnsubscribeInvoked): void {
    this.#sessions.unsubscribeInvoked(event);
  }

  unsubscribed(event: Unsubscribed): void {
    this.#sessions.unsubscribed(event);
  }

  publishInvoked(flow: number, seq: number, attempt: number, tUs: number): void {
    const resumed = attempt > 1 && (this.#sessions.live(this.#catalog.publisherOf(flow))?.resumed ?? false);
    this.#publishes.invoked(flow, seq, attempt, tUs, resumed);
  }

  publishCompleted(flow: number, seq: number, outcome: Outcome, reasonCode: number, tUs: number): void {
    this.#publishes.completed(flow, seq, outcome, reasonCode, tUs);
  }

  delivered(delivery: Readonly<Delivery>): void {
    const live = this.#sessions.live(delivery.client);
    if (live === undefined) {
      this.#homeless += 1;
      return;
    }
    const ours =
      delivery.reading === 'ours' && delivery.topicMatches && delivery.flow < this.#catalog.flowCount;
    if (live.connection !== delivery.connection) {
      if (ours) this.#takeovers.delivered(delivery);
      if (ours) this.#noteStale(live, delivery);
      return;
    }
    if (ours && delivery.flow >= this.#firstWillFlow)
      this.#wills.arrived(delivery.flow, delivery.seq, delivery.tUs);
    live.lastHeardUs = delivery.tUs;
    live.lastDeliveryUs = delivery.tUs;
    if (delivery.qos === 2) {
      live.formerReleases?.delete(delivery.packetId);
      live.refusedIds?.delete(delivery.packetId);
    }
    this.#features.delivered(live, delivery, ours);
    if (!ours) {
      live.used = true;
      this.#noteRenamed(live, delivery);
      if (delivery.textWill !== undefined) this.#textWills.add(live, delivery.textWill, delivery);
      else if (!this.#clears.takes(live, delivery)) this.#strays.add(live, delivery);
    } else if (delivery.retain) {
      this.#replays.add(live, delivery);
      this.#deliveries.retained(live, delivery);
    } else this.#deliveries.delivered(live, delivery);
  }

  /** Under another topic than its own: H1 says so, and lost it is not. */
  #noteRenamed(live: LiveSession, delivery: Readonly<Delivery>): void {
    if (delivery.reading !== 'ours' || delivery.flow >= this.#catalog.flowCount) return;
    if (asksFor(live, this.#catalog.topicOf(delivery.flow))) this.#deliveries.stale(live, delivery);
  }

  /** A connection that a newer one has replaced belongs to the same session, or to the one before it. */
  #noteStale(live: LiveSession, delivery: Readonly<Delivery>): void {
    const { client, connection } = delivery;
    const owner = wasOn(live, connection) ? live : this.#sessions.former(client, connection);
    if (owner !== undefined) this.#deliveries.stale(owner, delivery);
  }

  receiverExchange({ client, connection, packetId, kind, tUs }: ReceiverExchange): void {
    const live = this.#sessions.live(client);
    if (live === undefined || (live.connection !== connection && !wasOn(live, connection))) return;
    const { exchanges } = live;
    if (kind === 'pubrec-sent') {
      this.#received += 1;
      exchanges.pubrecSent(packetId, connection, tUs);
    } else if (kind === 'pubrel-received') {
      live.lastHeardUs = tUs;
      this.#noteLeakedRelease(live, packetId, tUs);
      this.#noteRefusedRelease(live, packetId, tUs);
      this.#released += 1;
      const exchange = exchanges.find(packetId);
      if (exchange !== undefined && this.#expires(exchange.flow)) this.#expiring += 1;
      exchanges.pubrelReceived(packetId);
    } else {
      if (kind === 'pubrec-refused') (live.refusedIds ??= new Set()).add(packetId);
      if (kind !== 'pubcomp-sent') this.#refused(live, packetId, kind === 'puback-refused' ? 1 : 2);
      exchanges.end(packetId);
    }
  }

  /** A PUBREL for a message of the session that Clean Start ended. */
  #noteLeakedRelease(live: LiveSession, packetId: number, tUs: number): void {
    if (live.formerReleases?.delete(packetId) === true)
      this.#leakedReleases.add(this.#releaseOf(live, packetId, tUs));
  }

  /** A PUBREL for a message that we have refused. */
  #noteRefusedRelease(live: LiveSession, packetId: number, tUs: number): void {
    if (live.refusedIds?.delete(packetId) === true)
      this.#refusedReleases.add(this.#releaseOf(live, packetId, tUs));
  }

  #releaseOf(
    { state: { client, version }, connection }: LiveSession,
    packetId: number,
    tUs: number,
  ): LeakedRelease {
    const witness = this.#witness?.packetsBefore(client, tUs, WITNESS_PACKETS) ?? [];
    return { client, connection, version, packetId, tUs, witness };
  }

  #refused(live: LiveSession, packetId: number, qos: 1 | 2): void {
    const message = live.exchanges.newest(packetId);
    if (message !== undefined) this.#deliveries.refused(live, message.flow, message.seq, qos);
  }

  readingChanged(event: ReadingChanged): void {
    this.#sessions.readingChanged(event);
  }

  keepAliveJudged(event: KeepAliveJudged): void {
    this.#features.keepAliveJudged(event, this.#sessions.live(event.client)?.state.version ?? 5);
  }

  brokerViolation(event: BrokerViolation): void {
    this.#violations.add(event, this.#sessions.live(event.client)?.state.version);
  }

  ownFault(event: OwnFault): void {
    this.#ownFaults.add(event);
  }

  drainEnded(event: DrainEnded): void {
    this.#drains.add(event);
    this.#noteOpenExchanges(event);
    if (event.complete) return;
    this.#deliveries.drainEndedIncomplete();
    for (const { state, lastDeliveryUs } of this.#sessions.connectedSessions())
      state.lastDrain = { tUs: event.tUs, lastDeliveryUs };
  }

  accessProbed(event: AccessProbed): void {
    this.#access.add(event);
  }

  /**
   * What was published first and what arrived last: if more happens between two steps, a message may seem to have arrived
   * before it was published, and never to be missing.
   */
  *toPart(): Steps<Omit<CheckPart, 'crash'>> {
    const wills = this.#wills.toState();
    yield;
    const isStamped = (flow: number): boolean => this.#catalog.isStamped?.(flow) !== false;
    const publishedAsWills = publishedWills(wills, this.#catalog.flowCount, isStamped);
    const publishes = yield* this.#publishes.toStateInSteps();
    const sessions = this.#sessions.toState();
    yield;
    const replays = this.#replays.toState();
    const deliveries = yield* this.#deliveries.toState();
    return {
      publishes: [...publishes, ...publishedAsWills],
      wills: { ...wills, omitted: wills.omitted + this.#textWills.omitted },
      textWills: this.#textWills.toState(),
      clears: this.#clears.toState(),
      replays,
      deliveries,
      sessions,
      takeovers: this.#takeovers.toState(),
      features: this.#features.toState(),
      strays: this.#strays.toState(),
      straysOmitted: this.#strays.omitted,
      samples: [...this.#samples.values()].flatMap((list) => list.items),
      exchanges: { received: this.#received, released: this.#released, expiring: this.#expiring },
      openExchanges: this.#openExchanges.items.filter((open) => this.#stillOpen(open)),
      awaitedReleases: this.#awaitedReleases(),
      leakedReleases: this.#leakedReleases.items,
      refusedReleases: this.#refusedReleases.items,
      violations: this.#violations.toState(),
      violationsOmitted: this.#violations.omitted,
      ownFaults: this.#ownFaults.items,
      ownFaultsOmitted: this.#ownFaults.omitted,
      drains: this.#drains.items,
      homeless: this.#homeless,
      access: this.#access.toState(),
    };
  }

  /** Exchanges that wait for PUBREL on a connection that is up. */
  #noteOpenExchanges(drain: DrainEnded): void {
    for (const live of this.#sessions.connectedSessions()) {
      const { client, version, connections } = live.state;
      if (!readsBetween(connections.at(-1), drain.tUs - READ_MIN_US, drain.tUs)) continue;
      for (const { flow, seq, packetId, connection, stage, pubrecUs } of live.exchanges.openExchanges()) {
        const isHere = connection === live.connection;
        if (stage !== 'received' || (!isHere && !live.resumed)) continue;
        const witness = this.#witness?.packetsBefore(client, drain.tUs, WITNESS_PACKETS) ?? [];
        const open = { client, version, flow, seq, packetId, connection, pubrecUs, drain, witness };
        const resumedUs = connections.at(-1)?.connackUs ?? drain.tUs;
        this.#openExchanges.add(isHere ? open : { ...open, resumedUs });
      }
    }
  }

  #expires(flow: number): boolean {
    if (this.#catalog.carriesExpiry === false) return false;
    return this.#catalog.messageExpirySecondsOf?.(flow) !== undefined;
  }

  /** Unless its PUBREL came after the drain; where the session is gone it never will. */
  #stillOpen({ client, connection, packetId, flow, seq }: OpenExchange): boolean {
    const live = this.#sessions.live(client);
    if (live === undefined || !wasOn(live, connection)) return true;
    const exchange = live.exchanges.find(packetId);
    return exchange?.flow === flow && exchange.seq === seq && exchange.stage !== 'released';
  }

  /** Exchanges that a broker has to go on with at once: their clients are there, and have sent PUBREC. */
  #awaitedReleases(): number {
    let count = 0;
    for (const live of this.#sessions.connectedSessions()) {
      if (live.exchanges.openCount === 0) continue;
      for (const { stage, connection } of live.exchanges.openExchanges())
        if (stage === 'received' && (connection === live.connection || live.resumed)) count += 1;
    }
    return count;
  }

  #sample(oddity: Oddity, live: LiveSession, delivery: Readonly<Delivery>): void {
    let list = this.#samples.get(oddity);
    if (list === undefined) this.#samples.set(oddity, (list = new BoundedList(SAMPLES_OF_A_KIND)));
    if (!list.hasRoom) return;
    const { client, connection, flow, seq, qos, packetId, dup, tUs } = delivery;
    const witness = this.#witness?.packetsBefore(client, tUs, WITNESS_PACKETS) ?? [];
    const session = live.state.id;
    list.add({ oddity, session, client, connection, flow, seq, qos, packetId, dup, tUs, witness });
  }
}

function wasOn(live: LiveSession, connection: number): boolean {
  return live.state.connections.some((one) => one.connection === connection);
}
