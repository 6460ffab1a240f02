/**
 * A scenario as read: the reference of the language. Keys in the file are kebab-case (`keep-alive`), vars and environment
 * are filled in, durations are microseconds, sizes bytes, rates per second. Templates differ from client to client.
 */
import type { FaultAction } from '../fault/types.ts';
import type { ProtocolVersion, QoS } from '../protocol/constants.ts';
import type { AccessSpec } from './access-spec.ts';
import type { CapacitySpec } from './capacity-spec.ts';
import type { ConformanceSpec } from './conformance-spec.ts';
import type { TemplateValue } from './evaluate-template.ts';
import type { ParsedThreshold } from './parse-threshold.ts';
import type { JsonTemplate, PayloadSpec } from './payload.ts';
import type { Rows } from './rows.ts';
import type { Template } from './template.ts';

export type { AccessRuleSpec, AccessSpec, AccessSubjectsSpec } from './access-spec.ts';

export interface Scenario {
  readonly file: string;
  /** SHA-256 of the text, hexadecimal. */
  readonly hash: string;
  readonly name: string;
  readonly description: string;
  /** The scenario runs once for each. */
  readonly versions: readonly ProtocolVersion[];
  readonly target?: TargetSpec;
  readonly embedded?: EmbeddedSpec;
  readonly seed?: number;
  /** For reports; those that come from the environment stand here as they are written. */
  readonly vars: Readonly<Record<string, TemplateValue>>;
  readonly groups: readonly Group[];
  readonly steps: readonly Step[];
  readonly access?: AccessSpec;
  readonly faults: readonly FaultSpec[];
  readonly thresholds: readonly ThresholdSpec[];
  /** How `mqtt-bench capacity` searches by it; `run` ignores it. */
  readonly capacity?: CapacitySpec;
  /** In place of groups and steps: the scenario runs the conformance suite. */
  readonly conformance?: ConformanceSpec;
}

export interface Group extends GroupSpec {
  readonly name: string;
}

export interface TargetSpec {
  /** Without credentials. */
  readonly urls: readonly string[];
  readonly username?: string;
  readonly password?: string;
  readonly tls?: TlsSpec;
  readonly profile?: string;
}

/** The embedded broker, which stands in where no target is given. */
export interface EmbeddedSpec {
  readonly listener: 'mqtt' | 'mqtts' | 'ws' | 'wss';
  /** Groups whose credentials are right; absent: everyone is let in. */
  readonly accepts?: readonly string[] | 'all';
  /** Each client needs a certificate, and gets one. */
  readonly clientCertificates: boolean;
  /** It enforces `access`. */
  readonly enforceAccess: boolean;
}

export interface TlsSpec {
  readonly ca?: string;
  readonly cert?: Template;
  readonly key?: Template;
  readonly serverName?: string;
  readonly alpn?: readonly string[];
  readonly insecure?: boolean;
}

export type UserProperties = readonly (readonly [name: string, value: string])[];

/** One row of a CSV file for each client. */
export interface RowsSpec {
  readonly file: string;
  /** Start over with the first row where there are more clients than rows. */
  readonly reuse: boolean;
  /** What stands in the file, where it has been read. */
  readonly table?: Rows;
}

export type PasswordSpec =
  { readonly kind: 'text'; readonly text: Template } | { readonly kind: 'jwt'; readonly jwt: JwtSpec };

export type JwtAlgorithm = 'HS256' | 'RS256' | 'ES256';

/** JSON Web Tokens, minted for each client when it connects. */
export interface JwtSpec {
  readonly algorithm: JwtAlgorithm;
  /** Secret or PEM text; else it is in `keyFile`. */
  readonly key?: string;
  readonly keyFile?: string;
  readonly keyId?: string;
  /** A map; `iat` and `exp` are added. */
  readonly claims: JsonTemplate;
  readonly expires: number;
  readonly reauthenticate: 'never' | 'before-expiry';
}

export interface GroupSpec {
  readonly count: number;
  readonly rows?: RowsSpec;
  readonly id?: Template;
  readonly protocol?: ProtocolVersion;
  readonly engine: 'wire' | 'mqttjs';
  readonly keepAlive: number;
  readonly cleanStart: boolean;
  /** Seconds. */
  readonly sessionExpiry?: number;
  readonly username?: Template;
  readonly password?: PasswordSpec;
  readonly will?: WillSpec;
  readonly receiveMaximum?: number;
  readonly maximumPacketSize?: number;
  readonly topicAliasMaximum?: number;
  readonly packetIdentifiers?: number;
  readonly userProperties?: UserProperties;
  readonly reconnect?: ReconnectSpec;
  readonly refuse?: RefuseSpec;
  readonly sourceAddresses?: readonly string[];
  readonly connectTimeout: number;
  readonly tls?: TlsSpec;
}

/** Messages that a client answers with a Reason Code of 0x80 or more. */
export interface RefuseSpec {
  /** The part of all messages, in (0, 1]; the seed says which. */
  readonly share: number;
  readonly reason: number;
}

export interface WillSpec extends MessagePropertiesSpec {
  readonly topic: Template;
  /** Absent: a mark that tells it from every other message. */
  readonly payload?: Template;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly delay?: number;
}

/** What a publisher, or whoever leaves a Will, says about its messages (5.0). */
export interface MessagePropertiesSpec {
  /** Seconds. */
  readonly messageExpiry?: number;
  readonly contentType?: string;
  readonly payloadFormat?: PayloadFormatWord;
  readonly responseTopic?: Template;
  readonly correlationData?: string;
  readonly userProperties?: UserProperties;
}

export interface ReconnectSpec {
  readonly enabled: boolean;
  readonly initialDelay: number;
  readonly maxDelay: number;
}

/** Whom a step acts on. */
export interface MembersSpec {
  readonly clients: readonly string[] | 'all';
  /** The part of each group, in (0, 1]. */
  readonly share?: number;
}

export interface RetrySpec {
  /** Attempts after the first. */
  readonly times: number;
  readonly initialDelay: number;
  readonly maxDelay: number;
}

export interface ConnectSpec extends MembersSpec {
  /** New connections a second, all clients of the step together. */
  readonly rate?: number;
  readonly concurrency: number;
  readonly retry?: RetrySpec;
  readonly cleanStart?: boolean;
  readonly expectReason?: readonly number[];
}

export interface FilterSpec {
  readonly filter: Template;
  readonly qos?: QoS;
  readonly noLocal?: boolean;
  readonly retainAsPublished?: boolean;
  readonly retainHandling?: RetainHandlingWord;
}

export type RetainHandlingWord = 'send' | 'send-if-new' | 'never';

export interface SubscribeSpec extends MembersSpec {
  readonly filter?: Template;
  readonly filters?: readonly FilterSpec[];
  readonly qos?: QoS;
  readonly noLocal?: boolean;
  readonly retainAsPublished?: boolean;
  readonly retainHandling?: RetainHandlingWord;
  readonly identifier?: number;
  readonly rate?: number;
  readonly expectReason?: readonly number[];
}

export interface UnsubscribeSpec extends MembersSpec {
  readonly filter?: Template;
  readonly filters?: readonly Template[];
}

export interface RampSpec {
  readonly from: number;
  readonly to: number;
}

export type PayloadFormatWord = 'bytes' | 'utf-8';

export interface PublishSpec extends MembersSpec, MessagePropertiesSpec {
  readonly topic: Template;
  readonly topics: number;
  readonly qos: QoS;
  readonly payload: PayloadSpec;
  readonly retain: boolean;
  /** Messages of each client. */
  readonly count?: number;
  /** Of each client. */
  readonly rate?: number;
  /** Of all clients together. */
  readonly totalRate?: number;
  readonly for?: number;
  readonly arrivals?: 'constant' | 'poisson';
  /** Of each client. */
  readonly ramp?: RampSpec;
  /** Of all clients together. */
  readonly totalRamp?: RampSpec;
  readonly window?: number;
  readonly whenLate: 'catch-up' | 'drop';
  readonly topicAlias?: boolean;
  readonly warmUp: number;
  readonly coolDown: number;
  readonly expectReason?: readonly number[];
}

/** Clients that ask, one after the other or several at a time, and clients that answer each request. */
export interface RequestSpec extends MembersSpec {
  readonly topic: Template;
  readonly responders: readonly string[] | 'all';
  /** Of whoever asks. */
  readonly responseTopic: Template;
  readonly qos: QoS;
  readonly payload: PayloadSpec;
  /** Requests of each client. */
  readonly count?: number;
  /** Of each client. */
  readonly rate?: number;
  /** Of all clients together. */
  readonly totalRate?: number;
  readonly for?: number;
  /** Requests of each client that have no answer yet, at most. */
  readonly window: number;
  /** A request without an answer for so long is given up. */
  readonly timeout: number;
}

export interface DisconnectSpec extends MembersSpec {
  readonly reason: number;
  readonly sessionExpiry?: number;
}

export interface DropSpec extends MembersSpec {
  readonly how: 'reset' | 'fin' | 'half-open' | 'silent';
}

export interface ResumeSpec extends MembersSpec {
  readonly rate?: number;
  readonly concurrency: number;
  readonly retry?: RetrySpec;
  readonly sessionPresent?: boolean;
}

export interface TakeoverSpec extends MembersSpec {
  /** New connections a second, all clients of the step together. */
  readonly rate?: number;
  readonly concurrency: number;
  readonly cleanStart: boolean;
  /** For the broker to close the old connection. */
  readonly within: number;
  readonly sessionPresent?: boolean;
}

/** Clients that stop reading and read again, over and over. */
export interface ReadSlowlySpec extends MembersSpec {
  readonly for: number;
  /** How long they do not read; absent: all the time. */
  readonly pause?: number;
  /** How long they read between two pauses. */
  readonly read: number;
}

/** A part of the clients leaves and comes back, each time another one. */
export interface ChurnSpec extends MembersSpec {
  readonly share: number;
  readonly every: number;
  readonly for: number;
  readonly how: 'disconnect' | 'reset' | 'fin' | 'half-open';
  /** How long they are away. */
  readonly away: number;
  readonly cleanStart?: boolean;
  readonly retry?: RetrySpec;
}

export interface WaitSpec {
  readonly for: number;
}

export interface DrainSpec {
  readonly timeout: number;
}

export interface ExpectSpec extends MembersSpec {
  readonly filter: Template;
  /** Exactly as many, for each client. */
  readonly messages?: number;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly within: number;
}

export interface ProbeAccessSpec extends MembersSpec {
  /** Clients of each kind that are tried, kinds being told apart by group and rules. */
  readonly sample: number;
  /** Topics that each of them tries where it must not. */
  readonly topics: number;
  /** How long nothing must have come before silence counts. */
  readonly quiet: number;
  /** Topic Names that are tried besides. */
  readonly also?: readonly Template[];
}

export interface RepeatSpec {
  readonly times?: number;
  readonly for?: number;
  readonly steps: readonly Step[];
}

export interface ParallelSpec {
  readonly branches: readonly (readonly Step[])[];
}

/** Steps beside those that follow in the same list, up to its next `drain`, or to its end. */
export interface BackgroundSpec {
  readonly steps: readonly Step[];
}

/** A fault of the network, on a schedule or started by a step. */
export interface FaultSpec extends MembersSpec {
  /** The word that stands for it in the file. */
  readonly kind: string;
  readonly name?: string;
  /** Several: one of them each time. */
  readonly actions: readonly FaultAction[];
  /** From the first publish step; without `at` and `every` it is there from the start of the run. */
  readonly at?: number;
  readonly every?: number;
  readonly for?: number;
}

/** One of the two is there. */
export interface FaultStepSpec {
  readonly start?: FaultSpec;
  /** Names, or words for kinds where a fault has no name. */
  readonly stop?: readonly string[] | 'all';
}

/** `restart` in good order, `kill9` without a warning, `pause` held for a while, `reload` of its configuration. */
export type BrokerDeed = 'restart' | 'kill9' | 'pause' | 'reload';

/** What a broker declares to keep: nothing, all of it over a restart in good order, or over `kill -9` too. */
export type Durability = 'none' | 'restart' | 'kill9';

export interface RestartBrokerSpec {
  readonly how: BrokerDeed;
  /** How long it is held, of `pause`. */
  readonly for: number;
}

/** Every kind of step, by the word that stands for it in the file. */
export interface StepSpecs {
  readonly connect: ConnectSpec;
  readonly subscribe: SubscribeSpec;
  readonly unsubscribe: UnsubscribeSpec;
  readonly publish: PublishSpec;
  readonly request: RequestSpec;
  readonly disconnect: DisconnectSpec;
  readonly drop: DropSpec;
  readonly resume: ResumeSpec;
  readonly takeover: TakeoverSpec;
  readonly 'read-slowly': ReadSlowlySpec;
  readonly churn: ChurnSpec;
  readonly wait: WaitSpec;
  readonly drain: DrainSpec;
  readonly expect: ExpectSpec;
  readonly 'probe-access': ProbeAccessSpec;
  readonly repeat: RepeatSpec;
  readonly parallel: ParallelSpec;
  readonly background: BackgroundSpec;
  readonly fault: FaultStepSpec;
  readonly 'restart-broker': RestartBrokerSpec;
}

export type StepKind = keyof StepSpecs;

export type Step = { readonly [K in StepKind]: { readonly kind: K; readonly spec: StepSpecs[K] } }[StepKind];

export interface ThresholdSpec {
  readonly check: ParsedThreshold;
  readonly abort: boolean;
  /** Not judged for an abort before that much of the run is over, µs. */
  readonly delay: number;
}
