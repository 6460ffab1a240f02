import { formatBytes, formatDurationUs } from '../base/units.ts';
import type { Results, RunResult } from '../results/model.ts';
import { formatAmount } from './format.ts';
import { details, fitDocument } from './markdown/document.ts';
import type { Block } from './markdown/document.ts';
import { code, fenced, prose } from './markdown/escape.ts';
import { findingBlocks } from './markdown/finding-blocks.ts';
import {
  faultLines,
  healthLines,
  invariantLines,
  latencyLines,
  rateLines,
  troubleLines,
} from './markdown/measure-blocks.ts';
import { expectationLines, semanticsLines, thresholdLines } from './markdown/verdict-blocks.ts';
import { verdictWords } from './markdown/verdict.ts';
import type { ClauseText } from './terminal/context.ts';

const REASONS_MAX = 20;
const REPLAY_CHARS_MAX = 2_000;

/**
 * `report.md`, for a comment on a pull request or the summary of a CI job: the verdict first, then what decided it, then figures.
 * Never longer than a comment may be: what matters least is left out, and that is said.
 */
export function renderMarkdown(results: Results, clauseText: ClauseText = () => undefined): string {
  const { runs } = results;
  return fitDocument([
    { rank: 0, lines: headLines(results) },
    ...runs.flatMap((run, index) => runBlocks(run, { index, isOnly: runs.length === 1, clauseText })),
    { rank: 1, lines: factLines(results) },
  ]);
}

function headLines({ verdict, scenario, runs }: Results): string[] {
  const [only, ...others] = runs;
  return [
    `## ${verdictWords(verdict)}: ${prose(scenario.name)}`,
    ...(scenario.description === '' ? [] : ['', prose(scenario.description)]),
    ...(only !== undefined && others.length === 0 ? ['', factsOf(only)] : []),
  ];
}

interface Place {
  readonly index: number;
  readonly isOnly: boolean;
  readonly clauseText: ClauseText;
}

/** In the order in which one wants to know; ranks say what is missed least. */
function runBlocks(run: RunResult, { index, isOnly, clauseText }: Place): Block[] {
  const heading = isOnly ? [] : [`### ${verdictWords(run.verdict)}: MQTT ${run.protocol}`, '', factsOf(run)];
  return [
    { rank: index < 10 ? 0 : 2, lines: heading },
    { rank: 1, lines: run.verdictReasons.slice(0, REASONS_MAX).map((reason) => `- ${prose(reason)}`) },
    { rank: 2, lines: thresholdLines(run) },
    { rank: 3, lines: expectationLines(run) },
    { rank: 2, lines: semanticsLines(run) },
    ...findingBlocks(run, clauseText),
    { rank: 3, lines: latencyLines(run) },
    { rank: 4, lines: rateLines(run) },
    { rank: 4, lines: faultLines(run) },
    { rank: 3, lines: healthLines(run) },
    { rank: 2, lines: replayLines(run) },
    { rank: 6, lines: details('What was put to the test', invariantLines(run)) },
    { rank: 7, lines: details('Reasons, errors and steps', troubleLines(run)) },
  ];
}

function factsOf(run: RunResult): string {
  const stopped = run.stopReason === 'completed' ? '' : `, ${run.stopReason}`;
  return `MQTT ${run.protocol} on ${code(run.target)}, ${formatAmount(run.clients, 'clients')}, ${formatDurationUs(run.durationUs)}${stopped}`;
}

function replayLines({ replay }: RunResult): string[] {
  return ['Repeat it:', '', ...fenced([replay.slice(0, REPLAY_CHARS_MAX)], 'sh')];
}

function factLines({ tool, scenario, host, startedAt, command }: Results): string[] {
  return [
    `mqtt-bench ${prose(tool.version)}, Node.js ${prose(host.node)}, seed ${scenario.seed}, started ${prose(startedAt)}  `,
    `${prose(host.os)} ${prose(host.arch)}, ${host.cpuCount} × ${prose(host.cpu)}, ${formatBytes(host.memoryBytes)} memory  `,
    `${code(scenario.file)} sha256 ${code(scenario.hash.slice(0, 12))}  `,
    code(command),
  ];
}
