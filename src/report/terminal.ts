import type { Results, RunResult } from '../results/model.ts';
import { printable, printableDeep } from './printable.ts';
import type { ClauseText, SectionContext } from './terminal/context.ts';
import { accessSection } from './terminal/access-section.ts';
import { factsSection, fileSection } from './terminal/facts-section.ts';
import { faultSection } from './terminal/fault-section.ts';
import { findingSection } from './terminal/finding-section.ts';
import { healthSection } from './terminal/health-section.ts';
import { latencySection } from './terminal/latency-section.ts';
import type { ColorLevel } from './terminal/paint.ts';
import { createPaint } from './terminal/paint.ts';
import { rateSection } from './terminal/rate-section.ts';
import { semanticsSection } from './terminal/semantics-section.ts';
import { thresholdSection } from './terminal/threshold-section.ts';
import { timelineSection } from './terminal/timeline-section.ts';
import { troubleSection } from './terminal/trouble-section.ts';
import { overallSection, reasonsSection, runHeading } from './terminal/verdict-section.ts';

export interface TerminalOptions {
  /** As chalk counts: 0 none, 1 sixteen colours, 2 and 3 more. */
  readonly colorLevel: ColorLevel;
  /** Columns; fewer than {@link WIDTH_MIN} are taken for that many. */
  readonly width: number;
  readonly clauseText?: ClauseText;
  /** Paths of the files that were written. */
  readonly files?: readonly string[];
}

export const WIDTH_MIN = 60;
/** Lines longer than this are hard to read. */
const WIDTH_MAX = 140;

type Section = (run: RunResult, context: SectionContext) => string[];

/** In the order in which one wants to know. */
const SECTIONS: readonly Section[] = [
  thresholdSection,
  semanticsSection,
  accessSection,
  findingSection,
  latencySection,
  rateSection,
  timelineSection,
  faultSection,
  troubleSection,
  healthSection,
];

/** The report people read first: a verdict, its evidence, the numbers, and how to repeat it. */
export function renderTerminal(results: Results, options: TerminalOptions): string {
  const shown = printableDeep(results);
  const context: SectionContext = {
    paint: createPaint(options.colorLevel),
    width: Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, options.width)),
    clauseText: options.clauseText ?? (() => undefined),
  };
  const isSingle = shown.runs.length === 1;
  const blocks = [
    ...shown.runs.flatMap((run) => runBlocks(run, isSingle, context)),
    factsSection(shown, context),
    fileSection((options.files ?? []).map(printable), context),
  ].filter((block) => block.length > 0);
  const head = overallSection(shown, context);
  return `${[head, ...blocks].map((block) => block.join('\n')).join('\n\n')}\n`;
}

function runBlocks(run: RunResult, isSingle: boolean, context: SectionContext): string[][] {
  const reasons = reasonsSection(run, context);
  const head = isSingle ? reasons : [...runHeading(run, context), ...reasons];
  return [head, ...SECTIONS.map((section) => section(run, context))];
}
