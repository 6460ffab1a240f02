import { appendFileSync, statSync } from 'node:fs';
import { messageOf } from '../../base/errors.ts';
import { renderReport } from '../../report/render-report.ts';
import type { AnyResults } from '../../results/kinds.ts';
import type { Io } from '../io.ts';
import { renderContext } from './write-reports.ts';

/** The environment variable with the file that a job of GitHub Actions shows as its summary. */
const VARIABLE = 'GITHUB_STEP_SUMMARY';
/** More of one step is not shown at all. */
const BYTES_MAX = 1024 * 1024;

/**
 * Appends the Markdown report to the summary of the CI job, where the environment has one. Never throws: whatever goes wrong is a
 * warning, and no reason for another exit code.
 */
export function appendJobSummary(results: AnyResults, io: Pick<Io, 'env' | 'err'>): void {
  const path = io.env[VARIABLE];
  if (path === undefined || path === '') return;
  try {
    const [file] = renderReport(results, 'md', renderContext());
    if (file === undefined) return;
    const text = Buffer.from(`${String(file.content)}\n`);
    const takenBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (takenBytes + text.length > BYTES_MAX)
      throw new Error(`the summary of a step has ${BYTES_MAX} bytes at most`);
    appendFileSync(path, text);
  } catch (error) {
    io.err(`mqtt-bench: warning: no summary for the CI job (${VARIABLE}): ${messageOf(error)}\n`);
  }
}
