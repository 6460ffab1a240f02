import type { AccessRow, RunResult, Verdict } from '../../results/model.ts';
import type { SectionContext } from './context.ts';
import { columns, indent, wrap } from './layout.ts';
import { sign } from './paint.ts';

/** Worst first. */
const SEVERITY: readonly Verdict[] = ['fail', 'inconclusive', 'pass', 'skipped'];

const RELATIONS: Readonly<Record<AccessRow['relation'], string>> = {
  own: 'its own',
  'same-group': 'of its group',
  'other-group': 'of others',
  nobody: 'of nobody',
};

/** Who may and must not do what, and on which ways that was tried: the matrix, one line for all paths. */
export function accessSection(run: RunResult, context: SectionContext): string[] {
  const { access } = run.check;
  if (access === undefined) return [];
  const { paint, width } = context;
  const lines = new Map<string, AccessRow[]>();
  for (const row of access.rows) {
    const key = JSON.stringify([row.principal, row.policy, row.action, row.topicClass, row.relation]);
    const known = lines.get(key);
    if (known === undefined) lines.set(key, [row]);
    else known.push(row);
  }
  const shown = [...lines.values()].filter((rows) => worstOf(rows) !== 'skipped');
  const cells = shown.map((rows) => lineOf(rows, context)).filter((line) => line.length > 0);
  const untried = access.rows.filter(({ verdict }) => verdict === 'skipped');
  return [
    paint.heading('Access'),
    ...indent(columns(cells, ['left', 'left', 'left', 'left', 'left', 'left'])),
    ...indent(notesOf(untried, access.sampling, width).map((line) => paint.dim(line))),
  ];
}

function lineOf(rows: readonly AccessRow[], { paint }: SectionContext): string[] {
  const [first] = rows;
  if (first === undefined) return [];
  const { principal, policy, action, topicClass, relation } = first;
  const verb = action === 'publish' ? 'write' : 'read';
  return [
    sign(worstOf(rows), paint),
    principal,
    policy === 'allowed' ? `may ${verb}` : `must not ${verb}`,
    topicClass,
    RELATIONS[relation],
    waysOf(rows),
  ];
}

/** `7 ways`, or what went wrong: `leaks: hash, plus`. */
function waysOf(rows: readonly AccessRow[]): string {
  const by = (verdict: Verdict): string[] =>
    rows.filter((row) => row.verdict === verdict).map(({ path }) => path);
  const [failed, unknown, passed] = [by('fail'), by('inconclusive'), by('pass')];
  const ways = `${passed.length} ${passed.length === 1 ? 'way' : 'ways'}`;
  const isDenied = rows[0]?.policy === 'denied';
  return [
    ...(failed.length === 0 ? [] : [`${isDenied ? 'leaks' : 'fails'}: ${failed.join(', ')}`]),
    ...(unknown.length === 0 ? [] : [`unknown: ${unknown.join(', ')}`]),
    ...(passed.length === 0 ? [] : [failed.length + unknown.length === 0 ? ways : `${ways} held`]),
  ].join('; ');
}

function notesOf(untried: readonly AccessRow[], sampling: readonly string[], width: number): string[] {
  const reasons = new Map<string, string[]>();
  for (const { path, note } of untried) {
    const paths = reasons.get(note) ?? [];
    if (!paths.includes(path)) paths.push(path);
    reasons.set(note, paths);
  }
  const skipped = [...reasons].map(
    ([note, paths]) => `–  not tried everywhere: ${paths.join(', ')} (${note})`,
  );
  return [...skipped, ...sampling.map((sentence) => `–  tried: ${sentence}`)].flatMap((line) =>
    wrap(line, width - 2, 3),
  );
}

function worstOf(rows: readonly AccessRow[]): Verdict {
  return SEVERITY.find((verdict) => rows.some((row) => row.verdict === verdict)) ?? 'skipped';
}
