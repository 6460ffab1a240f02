import { hostname } from 'node:os';
import { setImmediate as turn } from 'node:timers/promises';
import { familiesOf } from '../../metrics/export/families.ts';
import { liveHistogramsInSteps, type LiveRun } from '../../metrics/export/live-run.ts';
import { renderOtlp } from '../../metrics/export/otlp.ts';
import { renderPrometheus } from '../../metrics/export/prometheus.ts';
import type { Plan } from '../../plan/types.ts';
import { versionName } from '../../protocol/constants.ts';
import { printable } from '../../report/printable.ts';
import type { MetricsSample, RunListener } from '../../run/types.ts';
import type { Io } from '../io.ts';
import { packageVersion } from '../package-root.ts';
import { OtlpSender } from './otlp-sender.ts';
import { servePrometheus, type PrometheusServer } from './prometheus-server.ts';
import type { LiveRequest } from './request.ts';

/** How often figures are taken. */
export const LIVE_EVERY_MS = 2_000;
/** A search for capacity runs often; what was long ago is in its report. */
const RUNS_MAX = 16;

/** What is known of a run beforehand. */
type RunFacts = Pick<LiveRun, 'labels' | 'facts' | 'startedMs'>;

/** Passes figures on while runs last. Close it when the last one is over. */
export class LiveExport {
  readonly #runs = new Map<string, LiveRun>();
  readonly #sender: OtlpSender | undefined;
  readonly #version = packageVersion();
  #server: PrometheusServer | undefined;
  /** Figures are read one after the other, in order. */
  #reading: Promise<void> = Promise.resolve();

  private constructor({ otlp }: LiveRequest, io: Io) {
    const warn = (message: string): void => io.err(`warning: ${printable(message)}\n`);
    this.#sender = otlp && new OtlpSender({ ...otlp, warn, nowMs: () => performance.now() });
  }

  /** Undefined where nobody wants figures. Throws a BenchError where the address for Prometheus cannot be had. */
  static async start(request: LiveRequest, io: Io): Promise<LiveExport | undefined> {
    if (request.prometheus === undefined && request.otlp === undefined) return undefined;
    const live = new LiveExport(request, io);
    if (request.prometheus !== undefined) {
      live.#server = await servePrometheus(request.prometheus, () => renderPrometheus(live.#families()));
      io.err(`Prometheus: ${live.#server.url}\n`);
    }
    return live;
  }

  /** Hears one run. Labels are those of its plan and `more`: few, whatever the number of clients. */
  listenTo(plan: Plan, targetName: string, more: Readonly<Record<string, string>> = {}): RunListener {
    const labels = { scenario: plan.name, protocol: versionName(plan.version), ...more };
    const facts = { target: targetName, seed: String(plan.seed), version: this.#version };
    const run: RunFacts = { labels, facts, startedMs: Date.now() };
    return (event) => {
      if (event.kind !== 'metrics') return;
      this.#reading = this.#reading.then(() => this.#read(run, event.sample));
    };
  }

  /** Sends the last figures and closes what listens. Never throws for a receiver. */
  async close(): Promise<void> {
    await this.#reading;
    if (this.#runs.size > 0) await this.#sender?.flush(() => this.#otlp());
    await this.#server?.close();
  }

  /** In steps, so that the event loop that sends messages is never held for long. */
  async #read(run: RunFacts, { metrics, ...sample }: MetricsSample): Promise<void> {
    const steps = liveHistogramsInSteps(metrics.histograms);
    let step = steps.next();
    while (step.done !== true) {
      await turn();
      step = steps.next();
    }
    const key = JSON.stringify(run.labels);
    this.#runs.delete(key);
    this.#runs.set(key, {
      ...run,
      ...sample,
      atMs: Date.now(),
      counters: metrics.counters,
      histograms: step.value,
    });
    for (const old of [...this.#runs.keys()].slice(0, -RUNS_MAX)) this.#runs.delete(old);
    this.#sender?.offer(() => this.#otlp());
  }

  #families() {
    return familiesOf([...this.#runs.values()]);
  }

  #otlp(): string {
    const resource = {
      'service.name': 'mqtt-bench',
      'service.version': this.#version,
      'service.instance.id': `${hostname()}:${process.pid}`,
      'host.name': hostname(),
    };
    return renderOtlp(this.#families(), { resource, version: this.#version });
  }
}
