import { formatDurationUs } from '../base/units.ts';
import { formatCount, formatRate } from '../report/format.ts';
import { printable } from '../report/printable.ts';
import type { ProgressSample, RunEvent, StepOutcome } from '../run/types.ts';

/** Between two lines where nothing can be redrawn: CI logs are read afterwards. */
const LINE_INTERVAL_US = 10_000_000;
const PROBLEMS_MAX = 3;
const CLEAR_LINE = '\r\u001b[2K';
const LINE_UP = '\u001b[1A';

export interface ProgressOptions {
  readonly write: (text: string) => void;
  readonly isTty: boolean;
  readonly columns: number;
  /** What runs, e.g. `qos2, MQTT 5.0`. */
  readonly title: string;
}

/** Shows how a run goes: on a terminal in place, else a line now and then. */
export class Progress {
  readonly #options: ProgressOptions;
  #drawnLines = 0;
  #lastLineUs = 0;

  constructor(options: ProgressOptions) {
    this.#options = options;
  }

  readonly listen = (event: RunEvent): void => {
    if (event.kind === 'progress') this.#show(event.sample);
    else if (event.kind === 'step-ended') this.#stepEnded(event.outcome);
    else if (event.kind === 'warning') this.#say(`warning: ${event.message}`);
  };

  /** Leaves the terminal to whoever writes next. */
  stop(): void {
    this.#erase();
  }

  #show(sample: ProgressSample): void {
    const lines = progressLines(sample, this.#options.title);
    if (this.#options.isTty) this.#draw(lines);
    else if (sample.elapsedUs - this.#lastLineUs >= LINE_INTERVAL_US) {
      this.#lastLineUs = sample.elapsedUs;
      this.#options.write(`${lines.join('  ')}\n`);
    }
  }

  #stepEnded({ label, path, status, problems }: StepOutcome): void {
    if (status !== 'failed') return;
    this.#say(`${label} (${path}) failed${problems.length === 0 ? '' : ':'}`);
    for (const problem of problems.slice(0, PROBLEMS_MAX)) this.#say(`  ${problem}`);
  }

  #say(line: string): void {
    this.#erase();
    this.#options.write(`${printable(line)}\n`);
  }

  #draw(lines: readonly string[]): void {
    this.#erase();
    const shown = lines.map((line) => line.slice(0, Math.max(1, this.#options.columns - 1)));
    this.#options.write(shown.join('\n'));
    this.#drawnLines = shown.length;
  }

  #erase(): void {
    if (this.#drawnLines === 0) return;
    this.#options.write(CLEAR_LINE + `${LINE_UP}${CLEAR_LINE}`.repeat(this.#drawnLines - 1));
    this.#drawnLines = 0;
  }
}

/** Two lines: where the run stands, and how it goes. */
export function progressLines(sample: ProgressSample, title: string): string[] {
  const { stepIndex, stepCount, step, elapsedUs, remainingUs } = sample;
  const left = remainingUs === undefined ? '' : `, about ${seconds(remainingUs)} left`;
  const latency = sample.e2eP99Us > 0 ? `  p99 ${formatDurationUs(sample.e2eP99Us)}` : '';
  return [
    printable(`${title}  step ${stepIndex} of ${stepCount}: ${step}  ${seconds(elapsedUs)}${left}`),
    `clients ${formatCount(sample.clientsConnected)} of ${formatCount(sample.clientsTotal)}` +
      `  sent ${formatCount(sample.sent)} (${formatRate(sample.sentPerSecond)})` +
      `  received ${formatCount(sample.received)} (${formatRate(sample.receivedPerSecond)})${latency}`,
  ];
}

function seconds(us: number): string {
  return formatDurationUs(Math.max(0, Math.round(us / 1_000_000)) * 1_000_000).replace('µs', 's');
}
