/** What an invariant is: a promise of MQTT, and a pure function that holds a history against it. */
import type { Clause } from '../../protocol/clause.ts';
import type { ProtocolVersion } from '../../protocol/constants.ts';
import type { Pair } from '../judge/pair.ts';
import type { RunView } from '../judge/run-view.ts';
import type { SharedGroup } from '../judge/shared-group.ts';
import type { Tally } from '../judge/tally.ts';

export interface Invariant {
  readonly id: string;
  readonly title: string;
  /** What `exercised` counts. */
  readonly unit: string;
  /** One sentence: what the broker promises. */
  readonly promise: string;
  readonly clauses: Readonly<Record<ProtocolVersion, readonly Clause[]>>;
  /** Whether it is about messages arriving: at least one such must be put to the test where messages are due. */
  readonly aboutDelivery: boolean;
  /** Judges one session and one flow. */
  readonly judgePair?: (pair: Pair, tally: Tally, run: RunView) => void;
  /** Judges one Shared Subscription, after all pairs. */
  readonly judgeGroup?: (group: SharedGroup, tally: Tally, run: RunView) => void;
  /** Judges the run as a whole, once, after all pairs. */
  readonly judgeRun?: (run: RunView, tally: Tally) => void;
}
