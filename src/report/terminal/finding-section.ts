import { formatDurationUs } from '../../base/units.ts';
import type { Finding, RunResult, Verdict } from '../../results/model.ts';
import { formatCount } from '../format.ts';
import type { SectionContext } from './context.ts';
import { columns, indent, wrap } from './layout.ts';
import { sign } from './paint.ts';

type WitnessPacket = Finding['witness'][number];

/** Blocks in full; results.json has the others. */
const FINDINGS_MAX = 5;
const LABEL_WIDTH = 11;

const VERDICT_OF: Readonly<Record<Finding['status'], Verdict>> = {
  fail: 'fail',
  inconclusive: 'inconclusive',
  excused: 'skipped',
  warning: 'inconclusive',
};

/** The evidence: what was promised, what came instead, the packets that prove it, and how to see it again. */
export function findingSection(run: RunResult, context: SectionContext): string[] {
  const { findings, findingsOmitted } = run.check;
  if (findings.length === 0) return [];
  const shown = findings.slice(0, FINDINGS_MAX);
  const more = findings.length - shown.length + findingsOmitted;
  return [
    context.paint.heading('Findings'),
    ...shown.flatMap((finding, index) => [
      ...(index > 0 ? [''] : []),
      ...findingBlock(finding, run, context),
    ]),
    ...(more > 0 ? ['', `  and ${formatCount(more)} more, in results.json as far as they are kept`] : []),
  ];
}

function findingBlock(finding: Finding, run: RunResult, context: SectionContext): string[] {
  const { paint, width } = context;
  const label = finding.status === 'fail' ? '' : ` (${finding.status})`;
  const count = finding.count > 1 ? ` (${formatCount(finding.count)} in all)` : '';
  const [first = '', ...rest] = wrap(`${finding.invariant}${label}  ${finding.summary}${count}`, width - 5);
  const isFailure = finding.status === 'fail';
  return [
    `  ${sign(VERDICT_OF[finding.status], paint)}  ${paint.strong(first)}`,
    ...indent(rest, 5),
    ...indent(
      [
        ...finding.clauses.flatMap((clause) => field('clause', clauseLine(clause, context), context)),
        ...field('expected', finding.expected, context),
        ...field('actual', finding.actual, context),
        ...field('because', finding.explanation, context),
        ...field('client', finding.client, context),
        ...field('publisher', finding.publisher, context),
        ...field('topic', finding.topic, context),
        ...field('message', messageOf(finding), context),
        ...field(
          'at',
          finding.atUs === undefined ? undefined : `${formatDurationUs(finding.atUs)} into the run`,
          context,
        ),
        ...packetLines(finding.witness, context),
        // Never broken over lines, so that it can be copied.
        ...(isFailure ? [`${paint.dim('replay'.padEnd(LABEL_WIDTH))}${run.replay}`] : []),
      ],
      5,
    ),
  ];
}

function clauseLine(clause: string, { clauseText }: SectionContext): string {
  const summary = clauseText(clause);
  return summary === undefined ? clause : `${clause}  ${summary}`;
}

function messageOf({ qos, sequences }: Finding): string | undefined {
  const parts = [
    ...(qos === undefined ? [] : [`QoS ${qos}`]),
    ...(sequences === undefined || sequences.length === 0 ? [] : [`sequence ${sequences.join(', ')}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

function field(label: string, text: string | undefined, { paint, width }: SectionContext): string[] {
  if (text === undefined) return [];
  const [first = '', ...rest] = wrap(text, width - 5 - LABEL_WIDTH);
  return [`${paint.dim(label.padEnd(LABEL_WIDTH))}${first}`, ...indent(rest, LABEL_WIDTH)];
}

/** Times are from the first packet shown. */
function packetLines(witness: readonly WitnessPacket[], { paint }: SectionContext): string[] {
  const [first] = witness;
  if (first === undefined) return [];
  const rows = witness.map((packet) => [
    `+${formatDurationUs(packet.tUs - first.tUs)}`,
    `#${packet.client}.${packet.connection}`,
    packet.direction === 'in' ? '←' : '→',
    packet.text,
  ]);
  return [
    paint.dim('packets    time, client.connection, ← from the broker, → to the broker'),
    ...indent(columns(rows, ['right', 'left', 'left', 'left'])),
  ];
}
