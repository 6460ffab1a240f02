/** What checking says. Plain data: it crosses threads and stands in results files. */
import type { AccessAnswer, AccessPath, AccessRelation } from '../history/observer.ts';
import type { QoS } from '../protocol/constants.ts';
import type { WitnessPacket } from '../history/witness.ts';

export { ACCESS_ANSWERS, ACCESS_PATHS, ACCESS_RELATIONS } from '../history/observer.ts';

/** Worst wins: fail > inconclusive > pass > skipped. Zero checks executed is inconclusive, never pass. */
export type Verdict = 'pass' | 'fail' | 'inconclusive' | 'skipped';

/** What one finding counts as. `excused` carries its evidence in `explanation`; `warning` never turns a run red. */
export type FindingStatus = 'fail' | 'inconclusive' | 'excused' | 'warning';

export interface Finding {
  /** Id in `design/verdicts`: `H1`, `Q2-2`, `O1`; `P` for a protocol violation seen on one connection. */
  readonly invariant: string;
  readonly status: FindingStatus;
  /** Version-qualified statement ids, e.g. `5:4.3.3-10`. */
  readonly clauses: readonly string[];
  /** One sentence: what is wrong. */
  readonly summary: string;
  readonly expected: string;
  readonly actual: string;
  /** Why it is excused or inconclusive, with the evidence. */
  readonly explanation?: string;
  /** Client id of the observing client. */
  readonly client?: string;
  /** Client id of the publisher. */
  readonly publisher?: string;
  readonly topic?: string;
  readonly qos?: QoS;
  /** Sequence numbers concerned, the first few. */
  readonly sequences?: readonly number[];
  /** How many messages or packets this finding stands for. */
  readonly count: number;
  /** µs since the start of the run. */
  readonly atUs?: number;
  readonly witness: readonly WitnessPacket[];
}

export interface InvariantResult {
  readonly id: string;
  /** e.g. `QoS 2 exactly once`. */
  readonly title: string;
  readonly verdict: Verdict;
  /** How many times it was really put to the test (messages, flows, deliveries: see `unit`). 0 means skipped. */
  readonly exercised: number;
  readonly unit: string;
  readonly failures: number;
}

/** One line of the semantics table. All are numbers of (message, subscription) pairs unless said otherwise. */
export interface SemanticsRow {
  /** Published QoS. */
  readonly qos: QoS;
  /** Messages handed to the broker at least partly. */
  readonly published: number;
  /** Messages acknowledged (QoS 1 and 2). */
  readonly acknowledged: number;
  /** Definitely owed to a subscriber. For QoS 0: those that a perfect network would have delivered. */
  readonly owed: number;
  readonly delivered: number;
  readonly lost: number;
  /** Copies beyond the legal number; for QoS 1 also the legal ones, told apart by the findings. */
  readonly duplicated: number;
  readonly reordered: number;
  /** Phantom, damaged, not matching a subscription. */
  readonly unexpected: number;
  /** Neither owed nor impossible: published around a subscribe, unsubscribe or disconnect, or unknown in outcome. */
  readonly unjudged: number;
}

/** One line of the access matrix: all attempts of one kind of client, on one path, at one kind of topic. */
export interface AccessRow {
  /** A client group, or what takes its place. */
  readonly principal: string;
  readonly action: 'publish' | 'receive';
  readonly path: AccessPath;
  /** A filter of the policy as it is written there. */
  readonly topicClass: string;
  readonly relation: AccessRelation;
  readonly policy: 'allowed' | 'denied';
  readonly verdict: Verdict;
  readonly attempts: number;
  /** Attempts by the broker's answer. */
  readonly answers: Readonly<Partial<Record<AccessAnswer, number>>>;
  /** Attempts with an effect although they are denied. */
  readonly leaks: number;
  /** Attempts whose positive control passed. */
  readonly controlled: number;
  /** What the control was, or why nothing is proved. */
  readonly note: string;
}

export interface AccessReport {
  readonly rows: readonly AccessRow[];
  /** Sentences: what was tried of how much. */
  readonly sampling: readonly string[];
}

/** How the messages of one Shared Subscription were spread over its members. MQTT promises nothing of it. */
export interface GroupShare {
  /** `$share/name/filter`. */
  readonly filter: string;
  /** Sessions that were members. */
  readonly members: number;
  /** Deliveries to all of them. */
  readonly messages: number;
  /** Deliveries to the member that got the fewest, to the one in the middle, and to the one that got the most. */
  readonly fewest: number;
  readonly median: number;
  readonly most: number;
}

export interface CheckReport {
  readonly verdict: Verdict;
  readonly invariants: readonly InvariantResult[];
  /** The first findings, worst first; the rest is counted. */
  readonly findings: readonly Finding[];
  readonly findingsOmitted: number;
  readonly semantics: readonly SemanticsRow[];
  /** Present where access was probed. */
  readonly access?: AccessReport;
  /** Shared Subscriptions, the first hundred; absent where there were none. */
  readonly groups?: readonly GroupShare[];
}
