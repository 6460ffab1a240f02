/** One session as the judge sees it, with its subscriptions' times and the samples of what was odd. */
import type { DrainEnded } from '../../history/observer.ts';
import type { ProtocolVersion } from '../../protocol/constants.ts';
import type { OddSample } from '../ledger/oddity.ts';
import type { SessionState, SubscriptionState } from '../ledger/session-state.ts';
import { windowOf, type CoverWindow } from './cover.ts';
import type { FeatureView } from './feature-view.ts';
import type { Pair } from './pair.ts';

export interface WindowedSubscription {
  readonly subscription: SubscriptionState;
  readonly window: CoverWindow;
}

/** What all sessions of one part have in common. */
export interface SessionSurroundings {
  readonly drains: readonly DrainEnded[];
  readonly settleUs: number;
  readonly features: FeatureView;
}

export class SessionView {
  readonly state: SessionState;
  readonly client: number;
  readonly version: ProtocolVersion;
  readonly features: FeatureView;
  /** Subscriptions that were not refused. */
  readonly subscriptions: readonly WindowedSubscription[];
  /** Of all flows; filled before the first of them is judged. */
  pairs: readonly Pair[] = [];
  readonly #samples: ReadonlyMap<number, readonly OddSample[]>;
  #byWindow: ReadonlyMap<CoverWindow, WindowedSubscription> | undefined;

  constructor(
    state: SessionState,
    part: SessionSurroundings,
    samples: ReadonlyMap<number, readonly OddSample[]>,
  ) {
    const { drains, settleUs } = part;
    this.state = state;
    this.features = part.features;
    this.client = state.client;
    this.version = state.version;
    this.#samples = samples;
    this.subscriptions = state.subscriptions.flatMap((subscription) => {
      const window = windowOf(state, subscription, drains, settleUs);
      return window === undefined ? [] : [{ subscription, window }];
    });
  }

  /** Samples of odd deliveries of one flow. */
  samples(flow: number): readonly OddSample[] {
    return this.#samples.get(flow) ?? [];
  }

  subscriptionOf(window: CoverWindow): WindowedSubscription | undefined {
    this.#byWindow ??= new Map(this.subscriptions.map((one) => [one.window, one]));
    return this.#byWindow.get(window);
  }

  /** How often the session was resumed. */
  get resumes(): number {
    return this.state.connections.filter((connection) => connection.resumed).length;
  }
}
