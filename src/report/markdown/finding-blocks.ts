import { formatDurationUs } from '../../base/units.ts';
import type { Finding, RunResult } from '../../results/model.ts';
import { formatCount } from '../format.ts';
import type { ClauseText } from '../terminal/context.ts';
import { details } from './document.ts';
import type { Block } from './document.ts';
import { code, fenced, prose } from './escape.ts';

const FINDINGS_MAX = 10;
const PACKETS_MAX = 24;

const SIGNS: Readonly<Record<Finding['status'], string>> = {
  fail: '❌',
  inconclusive: '⚠️',
  excused: '➖',
  warning: '⚠️',
};

/** One block each, its evidence folded; the first ones stay longest when room is short. */
export function findingBlocks(run: RunResult, clauseText: ClauseText): Block[] {
  const { findings, findingsOmitted } = run.check;
  const shown = findings.slice(0, FINDINGS_MAX);
  const more = findings.length - shown.length + findingsOmitted;
  return [
    ...shown.map((finding, index) => ({
      rank: index === 0 ? 1 : 5,
      lines: findingLines(finding, clauseText),
    })),
    { rank: 5, lines: more === 0 ? [] : [`and ${formatCount(more)} more findings, in the results`] },
  ];
}

function findingLines(finding: Finding, clauseText: ClauseText): string[] {
  const { invariant, status, summary, count } = finding;
  const kind = status === 'fail' ? '' : ` (${status})`;
  const times = count > 1 ? ` (${formatCount(count)} in all)` : '';
  return [
    `${SIGNS[status]} **${prose(invariant)}**${kind}: ${prose(summary)}${times}`,
    '',
    ...finding.clauses.slice(0, 5).map((clause) => `- ${clauseLine(clause, clauseText)}`),
    `- expected: ${prose(finding.expected)}`,
    `- actual: ${prose(finding.actual)}`,
    ...(finding.explanation === undefined ? [] : [`- because: ${prose(finding.explanation)}`]),
    ...placeLines(finding),
    ...(finding.witness.length === 0 ? [] : ['', ...details('packets', fenced(packetLines(finding)))]),
  ];
}

function clauseLine(clause: string, clauseText: ClauseText): string {
  const text = clauseText(clause);
  return text === undefined ? code(clause) : `${code(clause)} ${prose(text)}`;
}

function placeLines({ client, publisher, topic }: Finding): string[] {
  const facts = [
    ['client', client],
    ['publisher', publisher],
    ['topic', topic],
  ] as const;
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [`- ${name}: ${code(value)}`]));
}

function packetLines({ witness }: Finding): string[] {
  const firstUs = witness[0]?.tUs ?? 0;
  return witness.slice(0, PACKETS_MAX).map(({ tUs, client, connection, direction, text }) => {
    const arrow = direction === 'in' ? '←' : '→';
    return `+${formatDurationUs(tUs - firstUs)}  #${client}.${connection}  ${arrow}  ${text.slice(0, 300)}`;
  });
}
