/** What the suite says of a broker with a deviation, and whether that is what it has to say. */
import type { ExecutionContext } from 'ava';
import type { BrokerOptions } from '../../src/broker/options.ts';
import { CASES } from '../../src/conformance/cases/index.ts';
import type { ConformanceCase } from '../../src/conformance/case.ts';
import { versionReport } from '../../src/conformance/report.ts';
import type { ProtocolVersion } from '../../src/protocol/constants.ts';
import type { CaseReport } from '../../src/results/conformance.ts';
import { CONFIGURED } from './configured.ts';
import type { Setting } from './mutants/mutant.ts';
import { PASSIVE_CLAUSES } from './passive-clauses.ts';
import { runSimulated } from './simulated-target.ts';
import type { Tamper } from './tampered-dial.ts';

export interface Suspect {
  readonly version: ProtocolVersion;
  readonly breaks: readonly string[];
  readonly mayAlsoBreak: readonly string[] | 'anything';
  readonly cases: readonly ConformanceCase[];
  readonly setting?: Setting | undefined;
  readonly alter?: (options: BrokerOptions) => BrokerOptions;
  readonly tamper?: Tamper | undefined;
}

const CAN_FAIL: ReadonlySet<string> = new Set(
  CASES.filter(({ level }) => level === 'MUST').map(({ statement }) => statement),
);

/** Red; or a warning, where no case of the statement can say more. */
function isFound({ statement, verdict }: CaseReport): boolean {
  if (verdict === 'fail') return true;
  return verdict === 'warn' && !CAN_FAIL.has(statement) && !PASSIVE_CLAUSES.has(statement);
}

/** Red is all that the suspect breaks, and nothing else. */
export async function assertKilled(t: ExecutionContext, suspect: Suspect): Promise<void> {
  const { version, breaks, mayAlsoBreak, cases, setting = CONFIGURED, alter, tamper } = suspect;
  const run = {
    ...{ version, cases, ...setting },
    ...(alter === undefined ? {} : { alter }),
    ...(tamper === undefined ? {} : { tamper }),
  };
  const { cases: reports } = versionReport(await runSimulated(run), (id) => id);
  const found = new Set(reports.filter(isFound).map(({ statement }) => statement));
  t.deepEqual(
    breaks.filter((id) => !found.has(id)),
    [],
    'not found',
  );
  if (mayAlsoBreak === 'anything') return;
  const wrong = reports.filter(
    ({ verdict, statement }) =>
      verdict === 'fail' && !breaks.includes(statement) && !mayAlsoBreak.includes(statement),
  );
  t.deepEqual(
    wrong.map(({ id, expected, actual }) => ({ id, expected, actual })),
    [],
    'wrongly accused',
  );
}

export function ofVersion(ids: readonly string[], version: ProtocolVersion): string[] {
  return ids.filter((id) => id.startsWith(version === 4 ? '311:' : '5:'));
}
