import { BenchError } from '../../base/errors.ts';
import type { Clock } from '../../base/clock.ts';
import { seededRandom } from '../../base/random.ts';
import type { Disturbance } from '../../check/context.ts';
import { FaultProxy } from '../../fault/fault-proxy.ts';
import { isInstant } from '../../fault/kinds/index.ts';
import type { FaultRule } from '../../fault/types.ts';
import { clientSpec } from '../../plan/client-spec.ts';
import { FaultTimeline, occurrenceNow, type FaultOccurrence } from '../../plan/fault-timeline.ts';
import type { FaultStep, Plan, PlannedFault } from '../../plan/types.ts';
import { blocks, disturbancesOf } from './disturbances.ts';
import { summarize, type FaultSummary } from './summary.ts';
import { admitFaults, hasFaults } from './visible.ts';

export interface NetworkFaultsOptions {
  readonly plan: Plan;
  readonly clock: Clock;
  readonly startedUs: number;
  readonly urls: readonly string[];
}

/** Timers of Node take no more. */
const WAIT_MS_MAX = 2 ** 31 - 1;

interface Active {
  readonly rule: FaultRule;
  readonly occurrence: FaultOccurrence;
  /** Of the schedule, not of a step. */
  readonly scheduled: boolean;
  /** Monotonic µs. */
  readonly untilUs: number;
}

/** The network between the clients and the target, and what breaks in it: by the plan's schedule, and by steps. */
export class NetworkFaults {
  readonly #options: NetworkFaultsOptions;
  readonly #proxy: FaultProxy;
  readonly #timeline: FaultTimeline;
  readonly #active = new Set<Active>();
  /** Of the schedule, put off while a drain waits. */
  readonly #suspended = new Set<Active>();
  readonly #endedUs = new Map<FaultRule, number>();
  /** When `at` and `every` count from. */
  #originUs: number | undefined;
  #isCalm = false;
  #calmDepth = 0;
  #timer: NodeJS.Timeout | undefined;

  private constructor(options: NetworkFaultsOptions, proxy: FaultProxy) {
    this.#options = options;
    this.#proxy = proxy;
    const { plan } = options;
    this.#timeline = new FaultTimeline({ ...plan, faults: plan.faults.filter((one) => !isAtStart(one)) });
    for (const fault of plan.faults.filter(isAtStart)) this.#now(fault, true);
    this.#tick();
  }

  /** Undefined where the plan has no faults, and clients reach the target without a proxy. */
  static async start(options: NetworkFaultsOptions): Promise<NetworkFaults | undefined> {
    const { plan, clock, urls } = options;
    if (!hasFaults(plan)) return undefined;
    admitFaults(plan, urls);
    const clients = clientNumbers(plan);
    const random = seededRandom(plan.seed).fork('faults');
    const identify = (clientId: string): number | undefined => clients.get(clientId);
    try {
      return new NetworkFaults(options, await FaultProxy.start({ urls, clock, random, identify }));
    } catch (cause) {
      throw new BenchError('environment', 'no-proxy', 'the proxy for faults cannot listen', { cause });
    }
  }

  /** Where clients connect to, in the order of the target's URLs. */
  get urls(): readonly string[] {
    return this.#proxy.urls;
  }

  /** Messages are due from now on: `at` and `every` count from here, so that what was set up before is spared. */
  messagesBegin(): void {
    this.#originUs ??= this.#options.clock.nowUs();
    this.#tick();
  }

  /** Now. */
  step({ start, stop }: FaultStep): void {
    if (start !== undefined) this.#now(start, false);
    for (const one of [...this.#active, ...this.#suspended])
      if (stop === 'all' || stop?.includes(one.rule.name) === true) this.#end(one);
    this.#tick();
  }

  /** No faults of the schedule until {@link NetworkFaults.resume}: what is owed can only arrive on a sound network. */
  suspend(): void {
    this.#calmDepth += 1;
    this.#isCalm = true;
    for (const one of [...this.#active]) {
      if (!one.scheduled || passesInPeace(one)) continue;
      this.#end(one);
      this.#suspended.add(one);
    }
  }

  resume(): void {
    this.#calmDepth -= 1;
    this.#isCalm = this.#calmDepth > 0;
    if (this.#isCalm) return;
    const nowUs = this.#options.clock.nowUs();
    for (const { occurrence, untilUs } of this.#suspended)
      if (untilUs > nowUs) this.#begin(occurrence, untilUs, true);
    this.#suspended.clear();
    this.#tick();
  }

  /** When our own faults kept bytes back, or ended connections, and whose. */
  disturbances(): readonly Disturbance[] {
    return disturbancesOf(this.#proxy.log.events, (rule) => this.#endedUs.get(rule) ?? Infinity);
  }

  summary(): readonly FaultSummary[] {
    return summarize(this.#proxy.log, this.#options.startedUs);
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#proxy.close();
  }

  #now(fault: PlannedFault, scheduled: boolean): void {
    const { plan, clock } = this.#options;
    const occurrence = occurrenceNow(fault, 0, plan);
    this.#begin(occurrence, clock.nowUs() + occurrence.untilUs, scheduled);
  }

  /** Ends and begins what is due, and sets the timer for what is next. */
  #tick(): void {
    clearTimeout(this.#timer);
    const nowUs = this.#options.clock.nowUs();
    for (const one of [...this.#active]) if (one.untilUs <= nowUs) this.#end(one);
    const originUs = this.#originUs ?? Infinity;
    while (originUs + this.#timeline.nextAtUs <= nowUs) {
      const occurrence = this.#timeline.take();
      if (occurrence === undefined) break;
      const untilUs = originUs + occurrence.untilUs;
      if (!this.#isCalm) this.#begin(occurrence, untilUs, true);
      // A moment that would have been in a drain is over; what lasts may still begin after it.
      else if (!isInstant(occurrence.action))
        this.#suspended.add({ rule: ruleOf(occurrence), occurrence, untilUs, scheduled: true });
    }
    const ends = [...this.#active].map(({ untilUs }) => untilUs);
    const nextUs = Math.min(originUs + this.#timeline.nextAtUs, ...ends);
    if (nextUs === Infinity) return;
    const waitMs = Math.min(WAIT_MS_MAX, Math.max(1, Math.ceil((nextUs - nowUs) / 1_000)));
    this.#timer = setTimeout(() => this.#tick(), waitMs);
  }

  #begin(occurrence: FaultOccurrence, untilUs: number, scheduled: boolean): void {
    const rule = ruleOf(occurrence);
    this.#proxy.begin(rule);
    if (!isInstant(occurrence.action)) this.#active.add({ rule, occurrence, untilUs, scheduled });
  }

  #end(one: Active): void {
    this.#suspended.delete(one);
    if (!this.#active.delete(one)) return;
    this.#proxy.end(one.rule);
    this.#endedUs.set(one.rule, this.#options.clock.nowUs());
  }
}

/** Neither `at` nor `every`. */
function isAtStart({ atUs, everyUs }: PlannedFault): boolean {
  return atUs === undefined && everyUs === undefined;
}

/** A little late is no obstacle to a drain. */
function passesInPeace({ occurrence: { action } }: Active): boolean {
  return !blocks(action);
}

function ruleOf(occurrence: FaultOccurrence): FaultRule {
  const { fault, action } = occurrence;
  return { name: fault.name, action, concerns: (client) => occurrence.concerns(client) };
}

function clientNumbers(plan: Plan): Map<string, number> {
  const numbers = new Map<string, number>();
  for (let client = 0; client < plan.clientCount; client += 1)
    numbers.set(clientSpec(plan, client).clientId, client);
  return numbers;
}
