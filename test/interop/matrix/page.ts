/** docs/interop.md: what was run, and the matrix of brokers and statements. */
import { countVerdicts, type CaseReport, type CaseVerdict } from '../../../src/results/conformance.ts';
import type { Protocol } from './broker.ts';
import type { Judged } from './judge.ts';

/** From the worst down: a statement is as good as its worst case. */
const MARKS: readonly (readonly [CaseVerdict, string])[] = [
  ['unexpected-pass', 'U'],
  ['fail', '✗'],
  ['expected-failure', '✗'],
  ['inconclusive', '?'],
  ['warn', '!'],
  ['pass', '✓'],
  ['vacuous', '–'],
  ['skipped', '–'],
];

export function renderInterop(judged: readonly Judged[], date: string): string {
  return [
    '# Interoperability',
    '',
    `Written by \`npm run interop\` on ${date}: every broker that this machine could install, in its own package's version, with an`,
    'anonymous listener and its defaults otherwise; `mqtt-bench conformance` with the profile of `targets/` that has its name. A red',
    'that a profile expects is red here as well. Each was seen on the wire; a link beside',
    'a reason leads to where the cause is looked for. What is red only now and then may be new, or missing, in another run.',
    '',
    ...summary(judged),
    '',
    'A statement is as good as its worst case: ✓ kept · ✗ a MUST is broken · ! a SHOULD is broken · ? could not be judged · – the',
    'broker lawfully lacks what it is about, or nothing came that it speaks of · U a failure that the profile expects is not there.',
    ...matrix(judged, '3.1.1'),
    ...matrix(judged, '5.0'),
    '',
  ].join('\n');
}

function summary(judged: readonly Judged[]): string[] {
  const rows = judged.map(({ broker, protocol, report, failure }) => {
    const head = [broker.name, broker.version, broker.from, protocol];
    if (report === undefined) return [...head, `not run: ${failure ?? ''}`, '', '', '', '', ''];
    const counts = countVerdicts(report.cases);
    const told = [
      counts.pass,
      counts['expected-failure'],
      counts.fail + counts['unexpected-pass'],
      counts.warn,
      counts.inconclusive,
      Math.round(report.durationMs / 1_000),
    ];
    return [...head, ...told.map(String)];
  });
  const head = ['broker', 'version', 'from', 'MQTT', 'pass', 'known', 'new', 'warn', 'inconclusive', 's'];
  return table(head, rows);
}

function matrix(judged: readonly Judged[], protocol: Protocol): string[] {
  const columns = judged.filter((each) => each.protocol === protocol && each.report !== undefined);
  const statements = new Map<string, string>();
  for (const { report } of columns)
    for (const { statement, level } of report?.cases ?? [])
      if (statements.get(statement) !== 'MUST') statements.set(statement, level);
  const head = ['statement', 'level', ...columns.map(({ broker }) => `${broker.name} ${broker.version}`)];
  const rows = [...statements].map(([statement, level]) => [
    statement,
    level,
    ...columns.map(({ report }) => markOf(report?.cases ?? [], statement)),
  ]);
  return ['', `## MQTT ${protocol}`, '', ...table(head, rows)];
}

function markOf(cases: readonly CaseReport[], statement: string): string {
  const verdicts = new Set(cases.filter((one) => one.statement === statement).map(({ verdict }) => verdict));
  return MARKS.find(([verdict]) => verdicts.has(verdict))?.[1] ?? '';
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [head, head.map(() => '---'), ...rows];
  return all.map((row) => `| ${row.map((cell) => cell.replaceAll('|', '/')).join(' | ')} |`);
}
