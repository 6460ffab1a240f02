/**
 * The plan: everything a run will do, decided beforehand as plain data. `scenario + seed + overrides -> Plan` is a pure
 * function, so the same plan comes out on every thread and every machine, whatever the number of segments.
 */
import type { ProtocolVersion, QoS } from '../protocol/constants.ts';
import type { JsonTemplate, PayloadSpec } from '../scenario/payload.ts';
import type { Rows } from '../scenario/rows.ts';
import type { Template } from '../scenario/template.ts';
import type { JwtAlgorithm } from '../scenario/types.ts';
import type { PlannedAccess } from './access-types.ts';
import type { FaultStep, PlannedFault, RestartBrokerStep } from './fault-types.ts';
import type { RequestStep } from './request-types.ts';

export type * from './access-types.ts';
export type * from './fault-types.ts';
export type * from './request-types.ts';

/** A contiguous block of clients by global index. */
export interface ClientRange {
  readonly first: number;
  readonly count: number;
}

/** The clients a step acts on, in ascending, disjoint ranges. */
export type Members = readonly ClientRange[];

export interface Plan {
  readonly name: string;
  readonly description: string;
  readonly version: ProtocolVersion;
  readonly seed: number;
  /** Tells this run's payloads from those of every other run; 32 bits. */
  readonly runId: number;
  /** SHA-256 of the scenario text, hexadecimal: reports print it. */
  readonly scenarioHash: string;
  /** For reports: templates have them in already. Vars that come from the environment stand here as they are written. */
  readonly vars: Readonly<Record<string, number | string>>;
  /** Undefined: the embedded broker. */
  readonly target: PlannedTarget | undefined;
  readonly groups: readonly PlannedGroup[];
  readonly clientCount: number;
  readonly flowBlocks: readonly FlowBlock[];
  readonly flowCount: number;
  /** Flows from here on are Wills. */
  readonly firstWillFlow: number;
  readonly steps: readonly PlannedStep[];
  /** What the broker is supposed to enforce. */
  readonly access?: PlannedAccess;
  /** On a schedule. */
  readonly faults: readonly PlannedFault[];
  readonly thresholds: readonly PlannedThreshold[];
}

export interface PlannedTarget {
  /** One URL a node; clients are spread over them round robin. No secrets inside: those are in `username` and `password`. */
  readonly urls: readonly string[];
  readonly username?: string;
  readonly password?: string;
  readonly tls: PlannedTls;
  readonly profile?: string;
}

/** Paths, not contents: files are read by the stage that acts. */
export interface PlannedTls {
  readonly caFile?: string;
  readonly certFile?: Template;
  readonly keyFile?: Template;
  readonly serverName?: string;
  readonly alpnProtocols?: readonly string[];
  readonly insecure: boolean;
}

export interface PlannedGroup {
  readonly name: string;
  readonly first: number;
  readonly count: number;
  /** Our wire client, or npm `mqtt` for comparison. */
  readonly engine: 'wire' | 'mqttjs';
  /** Client i of the group has row i, over again where there are fewer. */
  readonly rows?: PlannedRows;
  readonly clientId: Template;
  readonly version: ProtocolVersion;
  readonly keepAliveSeconds: number;
  readonly cleanStart: boolean;
  /** Seconds; absent leaves the property out. */
  readonly sessionExpirySeconds?: number;
  readonly receiveMaximum?: number;
  readonly maximumPacketSize?: number;
  readonly topicAliasMaximum?: number;
  /** Packet Identifiers that a client uses at most, from 1; absent: all. */
  readonly packetIdentifiers?: number;
  readonly username?: Template;
  readonly password?: Template;
  /** Tokens that take the place of the password. */
  readonly jwt?: PlannedJwt;
  readonly userProperties?: readonly (readonly [name: string, value: string])[];
  readonly will?: PlannedWill;
  readonly refuse?: RefusePolicy;
  readonly reconnect: ReconnectPolicy;
  readonly sourceAddresses: readonly string[];
  /** How long a connection attempt may take until CONNACK. */
  readonly connectTimeoutUs: number;
  /** What is absent in it comes from the target. */
  readonly tls?: PlannedTls;
}

/** How tokens are minted. A path is not its content, but `key` is a secret. */
export interface PlannedJwt {
  readonly algorithm: JwtAlgorithm;
  readonly key?: string;
  readonly keyFile?: string;
  readonly keyId?: string;
  readonly claims: JsonTemplate;
  /** Whole seconds. */
  readonly lifetimeUs: number;
  /** The client connects again with a new token before its token expires. */
  readonly renewed: boolean;
}

export interface PlannedRows {
  readonly table: Rows;
  /** Numbers of the columns that templates read. */
  readonly columns: readonly number[];
}

export interface PlannedWill {
  /** Flow of the group's first client; each client has the next. */
  readonly firstFlow: number;
  /** Where the stamp stands: alone in the payload, in a User Property, or nowhere. */
  readonly carrier: 'payload' | 'user-property' | 'none';
  readonly topic: Template;
  /** Absent: the stamp is the payload. */
  readonly payload?: Template;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly delaySeconds?: number;
  /** Of the message (5.0), but for its stamp. */
  readonly properties?: PlannedProperties;
}

/** QoS 1 and 2 messages that are answered with a Reason Code of 0x80 or more. */
export interface RefusePolicy {
  /** In (0, 1]. */
  readonly share: number;
  readonly reasonCode: number;
}

export interface ReconnectPolicy {
  readonly enabled: boolean;
  readonly initialDelayUs: number;
  readonly maxDelayUs: number;
}

/**
 * Flows of one publish step, or the Wills of one group. A flow is one (publisher, topic, QoS): the unit in which messages
 * are numbered and judged.
 *
 *   flow id = base + ordinal of the member in `members` * topicsPerMember + topic number
 */
export interface FlowBlock {
  readonly base: number;
  readonly members: Members;
  readonly memberCount: number;
  readonly topicsPerMember: number;
  readonly topic: Template;
  readonly qos: QoS;
  readonly retain: boolean;
  /** Messages without a stamp: they cannot be told apart. */
  readonly unstamped?: true;
  /** Messages without a byte, published with RETAIN: they clear their topics. */
  readonly clearing?: true;
  /** Wills of a group. */
  readonly will?: true;
  /** Of all its messages, or Wills (5.0); absent: none. */
  readonly properties?: PlannedProperties;
  /** Requests: each has Correlation Data of its own (5.0). */
  readonly asks?: true;
  /** Answers to the requests of that block: topic `n` is the one of its member `n`, in whose scope `topic` stands. */
  readonly answers?: number;
}

export interface PlannedProperties {
  readonly messageExpirySeconds?: number;
  readonly payloadFormatIndicator?: 0 | 1;
  readonly contentType?: string;
  readonly responseTopic?: Template;
  readonly correlationData?: string;
  readonly userProperties?: readonly (readonly [name: string, value: string])[];
}

export type PlannedStep =
  | ConnectStep
  | SubscribeStep
  | UnsubscribeStep
  | PublishStep
  | RequestStep
  | DisconnectStep
  | DropStep
  | ResumeStep
  | TakeoverStep
  | ReadSlowlyStep
  | ChurnStep
  | WaitStep
  | DrainStep
  | ExpectStep
  | ProbeAccessStep
  | RepeatStep
  | ParallelStep
  | FaultStep
  | RestartBrokerStep;

export interface StepBase {
  /** Path in the scenario, e.g. `steps[3]` or `steps[2].repeat[0]`: stable, for messages and results. */
  readonly path: string;
  /** What people call it, e.g. `publish publisher`. */
  readonly label: string;
}

/** Attempts after a failed one; the wait between them doubles up to its longest. */
export interface RetryPolicy {
  readonly times: number;
  readonly initialDelayUs: number;
  readonly maxDelayUs: number;
}

export interface ConnectStep extends StepBase {
  readonly kind: 'connect';
  readonly members: Members;
  /** New connections a second; absent: as fast as `concurrency` allows. */
  readonly ratePerSecond?: number;
  /** Attempts under way at once. */
  readonly concurrency: number;
  /** Absent: one attempt. */
  readonly retry?: RetryPolicy;
  /** Overrides the group's. */
  readonly cleanStart?: boolean;
  /** Reason codes that are right; [0] unless the scenario says that a refusal is expected. */
  readonly expectReasons: readonly number[];
}

export interface PlannedSubscription {
  readonly filter: Template;
  readonly qos: QoS;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  readonly retainHandling: 0 | 1 | 2;
}

export interface SubscribeStep extends StepBase {
  readonly kind: 'subscribe';
  readonly members: Members;
  readonly subscriptions: readonly PlannedSubscription[];
  readonly subscriptionIdentifier?: number;
  readonly ratePerSecond?: number;
  /** Empty: any granted QoS is right, a refusal is not. */
  readonly expectReasons: readonly number[];
}

export interface UnsubscribeStep extends StepBase {
  readonly kind: 'unsubscribe';
  readonly members: Members;
  readonly filters: readonly Template[];
}

/** When messages are due. Offsets are microseconds from the start of the step. */
export type Arrivals =
  /** Open model at a rate, whatever the target does. `ratePerSecond` is of all members together. */
  | {
      readonly kind: 'constant' | 'poisson';
      readonly ratePerSecond: number;
      readonly durationUs: number;
    }
  | {
      readonly kind: 'ramp';
      readonly fromRatePerSecond: number;
      readonly toRatePerSecond: number;
      readonly durationUs: number;
    }
  /** Closed model: as fast as the target takes it, `window` messages a member unacknowledged at most; `durationUs` ends it. */
  | { readonly kind: 'unpaced'; readonly window: number; readonly durationUs?: number };

export interface PublishStep extends StepBase {
  readonly kind: 'publish';
  readonly members: Members;
  readonly flowBlock: number;
  /** Bytes of the whole payload, the largest where they differ; 0 where only the run can tell. */
  readonly payloadBytes: number;
  /** Absent: `payloadBytes` of no meaning, with the stamp in front. */
  readonly payload?: PayloadSpec;
  readonly arrivals: Arrivals;
  /** Messages of each member after which it stops; absent: until `arrivals` ends. */
  readonly countPerMember?: number;
  /** What happens to a message that is due while its connection cannot take it. */
  readonly whenLate: 'catch-up' | 'drop';
  readonly usesTopicAlias: boolean;
  /** Stages: not part of the figures. */
  readonly warmUpUs: number;
  readonly coolDownUs: number;
  readonly expectReasons: readonly number[];
}

export interface DisconnectStep extends StepBase {
  readonly kind: 'disconnect';
  readonly members: Members;
  readonly reasonCode: number;
  readonly sessionExpirySeconds?: number;
}

export interface DropStep extends StepBase {
  readonly kind: 'drop';
  readonly members: Members;
  /**
   * `reset` TCP RST, `fin` orderly close without DISCONNECT, `half-open`: nothing is sent or read any more, `silent`:
   * nothing is sent any more, and the broker's end of the connection is waited for.
   */
  readonly how: 'reset' | 'fin' | 'half-open' | 'silent';
}

export interface ResumeStep extends StepBase {
  readonly kind: 'resume';
  readonly members: Members;
  readonly ratePerSecond?: number;
  readonly concurrency: number;
  /** Absent: one attempt. */
  readonly retry?: RetryPolicy;
  /** What Session Present must be; absent: whatever the checkers find right. */
  readonly expectSessionPresent?: boolean;
}

/** Each member opens a second connection with its Client Identifier, while the first one stays open. */
export interface TakeoverStep extends StepBase {
  readonly kind: 'takeover';
  readonly members: Members;
  readonly ratePerSecond?: number;
  readonly concurrency: number;
  readonly cleanStart: boolean;
  /** How long the broker may leave the first connection open after it has accepted the second one. */
  readonly withinUs: number;
  /** What Session Present must be; absent: whatever the checkers find right. */
  readonly expectSessionPresent?: boolean;
}

export interface ReadSlowlyStep extends StepBase {
  readonly kind: 'read-slowly';
  readonly members: Members;
  readonly durationUs: number;
  readonly pauseUs: number;
  readonly readUs: number;
}

/** In each round another share of the members, chosen by seed, path and round, leaves and comes back. */
export interface ChurnStep extends StepBase {
  readonly kind: 'churn';
  readonly members: Members;
  /** Members that leave in a round, of all of them. */
  readonly leaving: number;
  readonly everyUs: number;
  readonly durationUs: number;
  readonly how: 'disconnect' | 'reset' | 'fin' | 'half-open';
  readonly awayUs: number;
  readonly cleanStart?: boolean;
  /** Absent: one attempt. */
  readonly retry?: RetryPolicy;
}

export interface WaitStep extends StepBase {
  readonly kind: 'wait';
  readonly durationUs: number;
}

/** Ends as soon as all that is owed has arrived, at the latest after `timeoutUs`. What is missing then is lost. */
export interface DrainStep extends StepBase {
  readonly kind: 'drain';
  readonly timeoutUs: number;
}

export interface ExpectStep extends StepBase {
  readonly kind: 'expect';
  readonly members: Members;
  /** Counts messages whose topic matches; each member since its previous `expect`, or since the start. */
  readonly filter: Template;
  readonly atLeast: number;
  /** Absent: no upper bound. */
  readonly atMost?: number;
  readonly withinUs: number;
}

/** Holds the policy against the broker, with connections of its own in place of those of its members. */
export interface ProbeAccessStep extends StepBase {
  readonly kind: 'probe-access';
  readonly members: Members;
  /** Clients of each kind. */
  readonly sampleSize: number;
  /** Topics that a client tries where it must not. */
  readonly topicsMax: number;
  /** Silence counts after so long without a message. */
  readonly quietUs: number;
  /** Topics that are tried besides. */
  readonly also?: readonly Template[];
}

export interface RepeatStep extends StepBase {
  readonly kind: 'repeat';
  /** At least one of the two bounds is there. */
  readonly times?: number;
  readonly durationUs?: number;
  readonly steps: readonly PlannedStep[];
}

export interface ParallelStep extends StepBase {
  readonly kind: 'parallel';
  /** The first branch was written as `background`, the second is what follows it. */
  readonly background?: true;
  readonly branches: readonly (readonly PlannedStep[])[];
}

export type Comparison = '<' | '<=' | '>' | '>=' | '==' | '!=';

/** `e2e.latency.p99 < 50ms`, `publish.rate >= 0.99 * publish.intended`. */
export interface PlannedThreshold {
  /** As written. */
  readonly text: string;
  readonly metric: string;
  readonly comparison: Comparison;
  readonly factor: number;
  /** Present where the right side is a metric, scaled by `factor`; else `factor` is the bound itself, in µs, 1/s or a count. */
  readonly boundMetric?: string;
  readonly abort: boolean;
  readonly delayUs: number;
}
