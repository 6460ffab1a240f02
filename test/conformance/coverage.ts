/** Which statement is judged by what, and which judgement has been proved by a defect: a table for people, and a gate. */
import { DEFECTS } from '../../src/broker/defects/index.ts';
import { CASES } from '../../src/conformance/cases/index.ts';
import { STATEMENTS, type Statement } from '../../src/protocol/statements.ts';
import { MUTANTS, WEBSOCKET_MUTANTS } from './mutants/index.ts';
import { PASSIVE_CLAUSES } from './passive-clauses.ts';
import { REASONS } from './unobservable.ts';

export interface Coverage {
  readonly statement: Statement;
  readonly cases: number;
  readonly isPassive: boolean;
  /** Defects that turn it red, which the kill matrix holds. */
  readonly proofs: readonly string[];
}

export function coverage(): Coverage[] {
  const cases = new Map<string, number>();
  for (const { statement } of CASES) cases.set(statement, (cases.get(statement) ?? 0) + 1);
  const proofs = new Map<string, string[]>();
  for (const { id, breaks } of [...DEFECTS, ...MUTANTS, ...WEBSOCKET_MUTANTS])
    for (const clause of breaks) proofs.set(clause, [...(proofs.get(clause) ?? []), id]);
  return STATEMENTS.map((statement) => ({
    statement,
    cases: cases.get(statement.id) ?? 0,
    isPassive: PASSIVE_CLAUSES.has(statement.id),
    proofs: proofs.get(statement.id) ?? [],
  }));
}

/** What a tester at the wire can see, if need be with the help of a profile. */
export function isObservable({ testable }: Statement): boolean {
  return testable === 'wire' || testable === 'needs-config';
}

const TITLES = { '311': 'MQTT 3.1.1', '5': 'MQTT 5.0' } as const;

export function coverageDocument(): string {
  const rows = coverage();
  const lines = ['# Conformance coverage', '', ...INTRODUCTION, ''];
  for (const [prefix, title] of Object.entries(TITLES)) {
    const own = rows.filter(({ statement }) => statement.id.startsWith(`${prefix}:`));
    lines.push(
      `## ${title}`,
      '',
      summary(own),
      '',
      '| statement | level | judged by | proved by |',
      '| --- | --- | --- | --- |',
    );
    lines.push(...own.map(row), '');
  }
  lines.push(...ownRules());
  return `${lines.join('\n').trimEnd()}\n`;
}

/** Rules that stand in no catalogue: what the profile declares of access, and what everything else rests on. */
function ownRules(): string[] {
  const ids = new Set(CASES.map(({ statement }) => statement).filter((id) => /:ACL-/u.test(id)));
  const lines = [...ids].sort().map((id) => {
    const cases = CASES.filter(({ statement }) => statement === id);
    const count = `${cases.length} ${cases.length === 1 ? 'case' : 'cases'}`;
    return `| ${id} | ${cases[0]?.level ?? ''} | ${count} | ${shorten(proofsOf(id))} |`;
  });
  return [
    '## Access rules',
    '',
    'What a target lets whom do is no affair of the specification, but of its operator: rules of our own, where a profile names',
    '`principals` (acl.md). The embedded broker has them all, so that none is skipped there.',
    '',
    '| rule | level | judged by | proved by |',
    '| --- | --- | --- | --- |',
    ...lines,
  ];
}

function proofsOf(clause: string): string[] {
  const all = [...DEFECTS, ...MUTANTS, ...WEBSOCKET_MUTANTS];
  return all.filter(({ breaks }) => (breaks as readonly string[]).includes(clause)).map(({ id }) => id);
}

function shorten(proofs: readonly string[]): string {
  if (proofs.length === 0) return 'asserted, unproven';
  const shown = proofs.slice(0, 3).join(', ');
  return proofs.length > 3 ? `${shown}, … ${proofs.length}` : shown;
}

const INTRODUCTION = [
  'Generated from the cases, the passive rules and the defects; a test holds it. A statement is _proved_ when a broker that breaks it',
  'is found: a case of the statement, or its rule for every packet, goes red, and no other statement is accused wrongly',
  '(`test/conformance/kill-matrix.ts`, `test/conformance/mutants/`). Where no case can do more than warn, because the specification',
  'leaves the choice, the warning is the proof. What nobody can observe, or what binds clients only, says so in its row.',
];

function summary(rows: readonly Coverage[]): string {
  const seen = rows.filter(({ statement }) => isObservable(statement));
  const judged = seen.filter(isJudged);
  const proved = judged.filter(({ proofs }) => proofs.length > 0);
  return `${rows.length} statements and rules; ${seen.length} can be observed, ${judged.length} of them are judged, ${proved.length} proved.`;
}

function isJudged({ cases, isPassive }: Coverage): boolean {
  return cases > 0 || isPassive;
}

function row(one: Coverage): string {
  const { statement, cases, isPassive, proofs } = one;
  const by = [
    cases === 0 ? '' : `${cases} ${cases === 1 ? 'case' : 'cases'}`,
    isPassive ? 'every packet' : '',
  ].filter((part) => part !== '');
  const judged =
    by.length > 0
      ? by.join(', ')
      : isObservable(statement)
        ? '**not judged yet**'
        : (REASONS[statement.id] ?? '**no reason given**');
  const proof = isJudged(one) ? shorten(proofs) : '';
  return `| ${statement.id} | ${statement.level} | ${judged} | ${proof} |`;
}
