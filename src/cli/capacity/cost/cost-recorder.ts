import type { Clock } from '../../../base/clock.ts';
import { steadyWindow, type LoadSample } from '../../../capacity/steady-window.ts';
import type { Plan } from '../../../plan/types.ts';
import type { TrialCost } from '../../../results/capacity.ts';
import { indexSteps } from '../../../run/step-index.ts';
import type { ProgressSample, RunEvent } from '../../../run/types.ts';
import type { CostProbe, CostReading } from './cost-probe.ts';

/** Readings of one trial; a longer one is read so often all the same. */
const READINGS_MAX = 20_000;

/** Reads the target's cost while one trial runs, as often as the run tells how it is going. */
export class CostRecorder {
  readonly #probe: CostProbe;
  readonly #clock: Clock;
  readonly #connections: number;
  /** The first step that sends messages. */
  readonly #messagesBegin: string | undefined;
  readonly #samples: LoadSample[] = [];
  #before: Promise<CostReading> | undefined;
  #pending: Promise<void> | undefined;

  constructor(probe: CostProbe, plan: Plan, clock: Clock) {
    this.#probe = probe;
    this.#clock = clock;
    this.#connections = plan.clientCount;
    this.#messagesBegin = [...indexSteps(plan)].find(
      ([, { kind }]) => kind === 'publish' || kind === 'request',
    )?.[0];
  }

  readonly listen = (event: RunEvent): void => {
    if (event.kind === 'step-started' && event.path === this.#messagesBegin)
      this.#before ??= this.#probe.read();
    if (event.kind !== 'progress' || this.#pending !== undefined) return;
    this.#pending = this.#sample(event.sample).finally(() => (this.#pending = undefined));
  };

  /** Undefined where nothing was read. */
  async result(): Promise<TrialCost | undefined> {
    await this.#pending;
    const before = await this.#before;
    const window = steadyWindow(this.#samples);
    const cpu =
      window === undefined || window.seconds <= 0
        ? {}
        : {
            cpuPerSecond: window.cpuMs / 1_000 / window.seconds,
            messagesPerSecond: window.messages / window.seconds,
          };
    const memory =
      before?.memoryBytes === undefined
        ? {}
        : { connections: this.#connections, memoryBytes: before.memoryBytes };
    const cost: TrialCost = { ...cpu, ...memory };
    return Object.keys(cost).length === 0 ? undefined : cost;
  }

  async #sample({ sent, received }: ProgressSample): Promise<void> {
    const tMs = this.#clock.nowUs() / 1_000;
    const { cpuMs } = await this.#probe.read();
    if (cpuMs !== undefined && this.#samples.length < READINGS_MAX)
      this.#samples.push({ tMs, cpuMs, messages: sent + received });
  }
}
