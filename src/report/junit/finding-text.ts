import type { Finding } from '../../results/model.ts';
import type { ClauseText } from '../terminal/context.ts';

/** Packets that a failure shows. */
const PACKETS_MAX = 40;

/** Clause, expected, actual and packets of a finding, for a log. */
export function findingText(finding: Finding, clauseText: ClauseText): string {
  const { invariant, status, summary, clauses, expected, actual, explanation, count } = finding;
  const lines = [
    `${invariant}${status === 'fail' ? '' : ` (${status})`}: ${summary}${count > 1 ? ` (${count} in all)` : ''}`,
    ...clauses.map((clause) => `clause:    ${[clause, clauseText(clause) ?? ''].join('  ').trimEnd()}`),
    `expected:  ${expected}`,
    `actual:    ${actual}`,
    ...(explanation === undefined ? [] : [`because:   ${explanation}`]),
    ...placeLines(finding),
    ...packetLines(finding),
  ];
  return lines.map(oneLine).join('\n');
}

function placeLines({ client, publisher, topic, qos, sequences = [] }: Finding): string[] {
  const facts = [
    ['client', client],
    ['publisher', publisher],
    ['topic', topic],
    ['QoS', qos === undefined ? undefined : String(qos)],
    ['sequence', sequences.length === 0 ? undefined : sequences.join(', ')],
  ] as const;
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [`${`${name}:`.padEnd(11)}${value}`]));
}

function packetLines({ witness }: Finding): string[] {
  const [first] = witness;
  if (first === undefined) return [];
  return witness.slice(0, PACKETS_MAX).map(({ tUs, client, connection, direction, text }) => {
    const arrow = direction === 'in' ? '<-' : '->';
    return `  +${tUs - first.tUs} us  #${client}.${connection} ${arrow} ${text}`;
  });
}

/** A line break from outside must not make a line of its own. */
function oneLine(line: string): string {
  return line.replaceAll('\n', String.raw`\n`);
}
