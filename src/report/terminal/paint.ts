import { Chalk } from 'chalk';
import type { Verdict } from '../../results/model.ts';

export type ColorLevel = 0 | 1 | 2 | 3;

/** The few colours a report has. Whatever they say is said in words or signs as well. */
export interface Paint {
  heading(text: string): string;
  strong(text: string): string;
  dim(text: string): string;
  verdict(verdict: Verdict, text: string): string;
}

export function createPaint(level: ColorLevel): Paint {
  const chalk = new Chalk({ level });
  const colors = {
    pass: chalk.green,
    fail: chalk.red,
    inconclusive: chalk.yellow,
    skipped: chalk.dim,
  } as const;
  return {
    heading: (text) => chalk.bold.underline(text),
    strong: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    verdict: (verdict, text) => colors[verdict](text),
  };
}

const SIGNS: Readonly<Record<Verdict, string>> = { pass: '✓', fail: '✗', inconclusive: '?', skipped: '–' };

export function sign(verdict: Verdict, paint: Paint): string {
  return paint.verdict(verdict, SIGNS[verdict]);
}
