/** What a fold has gathered, as plain data: it crosses threads, and merging is putting the parts side by side. */
import type { DrainEnded, OwnFault } from '../history/observer.ts';
import type { ProtocolVersion } from '../protocol/constants.ts';
import type { WitnessPacket } from '../history/witness.ts';
import type { AccessLedgerState } from './ledger/access-ledger.ts';
import type { ClearLedgerState } from './ledger/clear-ledger.ts';
import type { DeliveryLedgerState } from './ledger/delivery-ledger.ts';
import type { FeatureState } from './ledger/feature-ledger.ts';
import type { OddSample } from './ledger/oddity.ts';
import type { PublishedFlowState } from './ledger/publish-ledger.ts';
import type { ReplayLedgerState } from './ledger/replay-ledger.ts';
import type { SessionLedgerState } from './ledger/session-ledger.ts';
import type { Stray } from './ledger/stray-ledger.ts';
import type { TakeoverLedgerState } from './ledger/takeover-ledger.ts';
import type { TextWillArrivals } from './ledger/text-will-ledger.ts';
import type { WillLedgerState } from './ledger/will-ledger.ts';
import type { ViolationGroup } from './ledger/violation-ledger.ts';

/** A QoS 2 exchange that still waited for PUBREL when a drain ended. */
export interface OpenExchange {
  readonly client: number;
  readonly version: ProtocolVersion;
  readonly flow: number;
  readonly seq: number;
  readonly packetId: number;
  readonly connection: number;
  readonly pubrecUs: number;
  /** It was begun on an earlier connection, and nothing of it has come since the session was resumed then, µs. */
  readonly resumedUs?: number;
  readonly drain: DrainEnded;
  readonly witness: readonly WitnessPacket[];
}

/** A PUBREL that nothing calls for: in a new session for a message of the one that Clean Start had ended, or for one refused. */
export interface LeakedRelease {
  readonly client: number;
  readonly connection: number;
  readonly version: ProtocolVersion;
  readonly packetId: number;
  readonly tUs: number;
  readonly witness: readonly WitnessPacket[];
}

export interface ExchangeCounts {
  /** QoS 2 PUBLISH packets that we answered with PUBREC below 0x80. */
  readonly received: number;
  /** PUBREL packets that came for them. */
  readonly released: number;
  /** Of them, those of messages with a Message Expiry Interval. */
  readonly expiring: number;
}

/** What one thread saw. */
export interface CheckPart {
  /** Wills among them, as if their clients had published them. */
  readonly publishes: readonly PublishedFlowState[];
  readonly wills: WillLedgerState;
  readonly textWills: readonly TextWillArrivals[];
  readonly clears: ClearLedgerState;
  readonly replays: ReplayLedgerState;
  readonly deliveries: DeliveryLedgerState;
  readonly sessions: SessionLedgerState;
  readonly takeovers: TakeoverLedgerState;
  readonly features: FeatureState;
  readonly strays: readonly Stray[];
  readonly straysOmitted: number;
  readonly samples: readonly OddSample[];
  readonly exchanges: ExchangeCounts;
  readonly openExchanges: readonly OpenExchange[];
  /** Exchanges of connected clients that wait for PUBREL at the moment. */
  readonly awaitedReleases: number;
  readonly leakedReleases: readonly LeakedRelease[];
  /** PUBRELs for messages that were refused. */
  readonly refusedReleases: readonly LeakedRelease[];
  readonly violations: readonly ViolationGroup[];
  readonly violationsOmitted: number;
  readonly ownFaults: readonly OwnFault[];
  readonly ownFaultsOmitted: number;
  readonly drains: readonly DrainEnded[];
  /** Deliveries on connections that nobody had opened. */
  readonly homeless: number;
  readonly access: AccessLedgerState;
  /** What the recording itself died of; what came later is missing. */
  readonly crash: string | undefined;
}

export interface CheckState {
  readonly version: 1;
  readonly parts: readonly CheckPart[];
}

/** Parts of different threads; a client and a flow's publisher live on one thread each. */
export function mergeStates(states: Iterable<CheckState>): CheckState {
  return { version: 1, parts: [...states].flatMap((state) => state.parts) };
}
