import { BenchError } from '../../base/errors.ts';
import type { Clock } from '../../base/clock.ts';
import { seededRandom } from '../../base/random.ts';
import type { Disturbance } from '../../check/context.ts';
import { FaultProxy } from '../../fault/fault-proxy.ts';
import { isInstant } from '../../fault/kinds/index.ts';
import type { FaultEvent, FaultRule } from '../../fault/types.ts';
import { clientSpec } from '../../plan/client-spec.ts';
import { FaultTimeline, occurrenceNow, type FaultOccurrence } from '../../plan/fault-timeline.ts';
import type { FaultStep, Plan, PlannedFault } from '../../plan/types.ts';
import { blocks, disturbancesOf, unknownFrom } from './disturbances.ts';
import { FaultTally, type FaultSummary } from './fault-tally.ts';
import { admitFaults, faultsOf, hasFaults } from './visible.ts';

export interface NetworkFaultsOptions {
  readonly plan: Plan;
  readonly clock: Clock;
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
  readonly #tally: FaultTally;
  readonly #active = new Set<Active>();
  /** Of the schedule, put off while a drain waits. */
  readonly #suspended = new Set<Active>();
  readonly #endedUs = new Map<FaultRule, number>();
  /** When `at` and `every` count from. */
  #originUs: number | undefined;
  #isCalm = false;
  #calmDepth = 0;
  #timer: NodeJS.Timeout | undefined;

  private constructor(options: NetworkFaultsOptions, proxy: FaultProxy, tally: FaultTally) {
    this.#options = options;
    this.#proxy = proxy;
    this.#tally = tally;
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
    const tally = expectedOf(plan);
    const onEvent = (event: FaultEvent): void => tally.note(event);
    try {
      const proxy = await FaultProxy.start({ urls, clock, random, identify, onEvent });
      return new NetworkFaults(options, proxy, tally);
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
    for (const { occurrence, untilUs, rule } of this.#suspended)
      if (untilUs > nowUs) this.#begin(occurrence, untilUs, true, rule);
    this.#suspended.clear();
    this.#tick();
  }

  /** When our own faults kept bytes back, or ended connections, and whose. */
  disturbances(): readonly Disturbance[] {
    const { events, omittedFromUs } = this.#proxy.log;
    return [
      ...disturbancesOf(events, (rule) => this.#endedUs.get(rule) ?? Infinity),
      ...unknownFrom(omittedFromUs),
    ];
  }

  /** What they did; `startedUs` is when the run began, monotonic. */
  summary(startedUs: number): readonly FaultSummary[] {
    return this.#tally.summary(startedUs, this.#options.clock.nowUs());
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

  /** `before`: the rule that was put off for a while; it has an end where it had begun before that. */
  #begin(occurrence: FaultOccurrence, untilUs: number, scheduled: boolean, before?: FaultRule): void {
    const rule = ruleOf(occurrence);
    const goesOn = before !== undefined && this.#endedUs.has(before);
    this.#tally.began(rule, this.#options.clock.nowUs(), goesOn);
    this.#proxy.begin(rule, before);
    if (!isInstant(occurrence.action)) this.#active.add({ rule, occurrence, untilUs, scheduled });
  }

  #end(one: Active): void {
    this.#suspended.delete(one);
    if (!this.#active.delete(one)) return;
    this.#proxy.end(one.rule);
    const nowUs = this.#options.clock.nowUs();
    this.#endedUs.set(one.rule, nowUs);
    this.#tally.over(one.rule, nowUs);
  }
}

/** Each fault of the plan stands there from the beginning, or nobody would see that it never struck. */
function expectedOf(plan: Plan): FaultTally {
  const tally = new FaultTally();
  for (const { name, actions } of faultsOf(plan)) {
    const [kind = '', ...others] = new Set(actions.map((action) => action.kind));
    tally.expect(name, others.length === 0 ? kind : 'random');
  }
  return tally;
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
