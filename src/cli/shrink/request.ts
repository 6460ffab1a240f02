import { BenchError } from '../../base/errors.ts';
import { formatDurationUs, parseDurationUs } from '../../base/units.ts';
import { runRequest, wholeNumber, type RunArguments, type RunRequest } from '../run/request.ts';

/** Options of `shrink` as yargs hands them over. */
export interface ShrinkArguments extends Omit<
  RunArguments,
  'scenario' | 'dryRun' | 'json' | 'out' | 'report' | 'color'
> {
  readonly scenario: string;
  readonly invariant?: string | undefined;
  readonly tries: string;
  readonly for: string;
  readonly confirm: string;
  readonly replays: string;
  readonly write?: string | undefined;
}

export interface ShrinkRequest {
  readonly run: RunRequest;
  /** The one that has to go on failing; else the first that fails. */
  readonly invariant?: string;
  readonly triesMax: number;
  readonly durationMaxUs: number;
  /** A smaller scenario counts where it fails so often in a row. */
  readonly confirm: number;
  readonly replays: number;
  /** The file to write. */
  readonly write?: string;
}

const DURATION_MAX_US = 24 * 3_600_000_000;

export function shrinkRequest(
  given: ShrinkArguments,
  env: Readonly<Record<string, string | undefined>>,
): ShrinkRequest {
  const output = { dryRun: false, json: false, out: '', report: false, color: false };
  return {
    run: runRequest({ ...given, ...output, scenario: [given.scenario] }, env),
    ...(given.invariant !== undefined && { invariant: given.invariant.toUpperCase() }),
    triesMax: wholeNumber('--tries', given.tries, 1, 100_000),
    durationMaxUs: duration(given.for),
    confirm: wholeNumber('--confirm', given.confirm, 1, 20),
    replays: wholeNumber('--replays', given.replays, 1, 1_000),
    ...(given.write !== undefined && { write: given.write }),
  };
}

function duration(text: string): number {
  const us = parseDurationUs(text);
  if (us !== undefined && us > 0 && us <= DURATION_MAX_US) return us;
  throw new BenchError('usage', 'bad-option', `--for needs a time such as 10min, not ${text}`, {
    hint: `at most ${formatDurationUs(DURATION_MAX_US)}`,
  });
}
