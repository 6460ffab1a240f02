import type { ComparedResults, Comparison, RunComparison } from '../../results/comparison.ts';
import { details, fitDocument } from '../markdown/document.ts';
import { code, prose } from '../markdown/escape.ts';
import { table } from '../markdown/table.ts';
import { icon } from '../markdown/verdict.ts';
import {
  changeWords,
  differenceWords,
  headline,
  relativeWords,
  spreadWords,
  verdictCounts,
} from './words.ts';

const SENTENCES_MAX = 20;
const CASES_MAX = 100;

/** For a comment on a pull request: gates first, then figures. */
export function renderComparisonMarkdown(comparison: Comparison): string {
  const { verdict, gates, obstacles, notes, runs } = comparison;
  return fitDocument([
    { rank: 0, lines: [`## ${verdict === 'skipped' ? '📊' : icon(verdict)} ${headline(comparison)}`] },
    { rank: 1, lines: gateLines(gates) },
    { rank: 1, lines: sentences('**These cannot be held against each other:**', obstacles) },
    ...runs.map((run) => ({ rank: 2, lines: runLines(run) })),
    { rank: 2, lines: caseLines(comparison) },
    { rank: 3, lines: sentences('Notes:', notes) },
    { rank: 4, lines: details('What was compared', [...sideLines(comparison)]) },
  ]);
}

function gateLines(gates: Comparison['gates']): string[] {
  const rows = gates.map(({ text, verdict, protocol, explanation }) => [
    icon(verdict),
    code(text),
    protocol ?? '',
    prose(explanation),
  ]);
  return table(['', 'fails on', 'MQTT', ''], rows, { more: 'gates' });
}

function sentences(heading: string, all: readonly string[]): string[] {
  if (all.length === 0) return [];
  return [heading, '', ...all.slice(0, SENTENCES_MAX).map((one) => `- ${prose(one)}`)];
}

function runLines({ protocol, baseVerdicts, newVerdicts, metrics, promises }: RunComparison): string[] {
  const rows = metrics.map((one) => [
    code(one.metric),
    spreadWords(one.base, one.unit),
    spreadWords(one.new, one.unit),
    differenceWords(one),
    relativeWords(one),
    changeWords(one),
  ]);
  return [
    `### MQTT ${protocol}: ${verdictCounts(baseVerdicts)} before, ${verdictCounts(newVerdicts)} now`,
    '',
    ...table(['metric', 'before', 'now', 'change', '', ''], rows, {
      aligns: ['left', 'right', 'right', 'right', 'right', 'left'],
      more: 'metrics',
    }),
    ...(promises.length === 0 ? [] : ['']),
    ...promises
      .slice(0, 50)
      .map(
        ({ id, title, base, new: now }) =>
          `- ${prose(id)} ${prose(title)}: ${base ?? 'not judged'} before, ${now ?? 'not judged'} now`,
      ),
  ];
}

function caseLines({ of, cases }: Comparison): string[] {
  if (of !== 'conformance') return [];
  if (cases.length === 0) return ['No case has another verdict.'];
  const rows = cases.map(({ kind, id, title, base, new: now }) => [
    kind,
    `${code(id)} ${prose(title)}`,
    base ?? '–',
    now ?? '–',
  ]);
  return table(['', 'case', 'before', 'now'], rows, { more: 'cases', rowsMax: CASES_MAX, charsMax: 30_000 });
}

function sideLines({ base, new: now }: Comparison): string[] {
  const rows = (label: string, side: readonly ComparedResults[]): string[][] =>
    side.map(({ file, target, startedAt, toolVersion, verdict }) => [
      label,
      code(file),
      code(target),
      prose(startedAt),
      prose(toolVersion),
      verdict,
    ]);
  return table(
    ['', 'file', 'target', 'started', 'mqtt-bench', 'verdict'],
    [...rows('before', base), ...rows('now', now)],
  );
}
