import { BenchError, messageOf } from '../../base/errors.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disturbance } from '../../check/context.ts';
import type { BrokerDeed, FaultStep, Plan, RestartBrokerStep } from '../../plan/types.ts';
import { indexSteps } from '../step-index.ts';
import type { StepReport } from '../segment-context.ts';
import { brokerDisturbances, type BrokerControl } from './broker-control.ts';
import { SPANS_MAX, spansFrom, type FaultSpan, type FaultSummary } from './fault-tally.ts';
import type { NetworkFaults } from './network-faults.ts';

export interface DisruptionOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly network: NetworkFaults | undefined;
  readonly broker: BrokerControl | undefined;
}

const DONE: StepReport = { failed: false, problems: [] };

/** Everything that the test itself does to network and broker, for the coordinator; and what it explains, for the judge. */
export class Disruption {
  readonly #options: DisruptionOptions;
  readonly #broker: (readonly Disturbance[])[] = [];
  readonly #deeds = new Map<BrokerDeed, { times: number; readonly spans: FaultSpan[] }>();

  constructor(options: DisruptionOptions) {
    this.#options = options;
  }

  fault(step: FaultStep): StepReport {
    this.#options.network?.step(step);
    return DONE;
  }

  async broker({ how, forUs }: RestartBrokerStep): Promise<StepReport> {
    const { broker, clock, signal } = this.#options;
    if (broker === undefined) return DONE;
    const fromUs = clock.nowUs();
    const { durability } = broker;
    const at = this.#broker.push(brokerDisturbances(how, { fromUs, toUs: Infinity, durability })) - 1;
    try {
      await broker.act(how, { forUs, signal });
      return DONE;
    } catch (error) {
      return { failed: true, problems: [messageOf(error)] };
    } finally {
      const toUs = clock.nowUs();
      this.#broker[at] = brokerDisturbances(how, { fromUs, toUs, durability });
      this.#count(how, { fromUs, toUs });
    }
  }

  /** A publish step begins. */
  messagesBegin(): void {
    this.#options.network?.messagesBegin();
  }

  /** While a drain waits, the schedule of faults rests. */
  suspend(): void {
    this.#options.network?.suspend();
  }

  resume(): void {
    this.#options.network?.resume();
  }

  /** Whether clients may be on their way back from something of ours. */
  get isActive(): boolean {
    return this.#options.network !== undefined || this.#broker.length > 0;
  }

  /** What was done to network and broker; undefined where nothing was meant to be. */
  summary(startedUs: number): readonly FaultSummary[] | undefined {
    const deeds = [...this.#deeds].map(([kind, { times, spans }]) => ({
      ...{ name: 'restart-broker', kind, times },
      spans: spansFrom(spans, startedUs, Infinity),
    }));
    const all = [...(this.#options.network?.summary(startedUs) ?? []), ...deeds];
    return all.length === 0 ? undefined : all;
  }

  #count(how: BrokerDeed, span: FaultSpan): void {
    const known = this.#deeds.get(how);
    if (known === undefined) this.#deeds.set(how, { times: 1, spans: [span] });
    else {
      known.times += 1;
      if (known.spans.length < SPANS_MAX) known.spans.push(span);
    }
  }

  get disturbances(): readonly Disturbance[] {
    return [...(this.#options.network?.disturbances() ?? []), ...this.#broker.flat()];
  }
}

/** Throws where a plan asks for what nobody can do to the target. */
export function admitDeeds(plan: Plan, broker: BrokerControl | undefined): void {
  for (const step of indexSteps(plan).values()) {
    if (step.kind !== 'restart-broker' || broker?.can(step.how) === true) continue;
    throw new BenchError('usage', 'no-hook', `${step.path}: nobody knows how to ${step.how} this target`, {
      hint: `declare a hook \`${step.how}\` in the target's profile and name the profile with --profile`,
    });
  }
}
