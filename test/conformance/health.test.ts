/** A target that dies accuses nobody wrongly: what it took with it is asked again, and the case that kills it is named. */
import test from 'ava';
import { PacketType } from '../../src/protocol/constants.ts';
import { CASES } from '../../src/conformance/cases/index.ts';
import { selectCases } from '../../src/conformance/select.ts';
import { versionReport } from '../../src/conformance/report.ts';
import type { CaseReport } from '../../src/results/conformance.ts';
import { runSimulated, type SimulatedOptions } from './simulated-target.ts';

const SOME = selectCases(CASES, { version: 5, sections: ['3.8', '3.10', '3.12'] });

async function run(
  options: Partial<SimulatedOptions>,
): Promise<{ cases: readonly CaseReport[]; problems: readonly string[] }> {
  return versionReport(await runSimulated({ version: 5, cases: SOME, ...options }), (id) => id);
}

const red = (cases: readonly CaseReport[]): string[] =>
  cases.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);

test('a target that dies of an UNSUBSCRIBE and is started again is red for that alone, and the case is named', async (t) => {
  const { cases } = await run({ dies: { of: PacketType.unsubscribe, forMs: 2_000 } });
  t.deepEqual(red(cases), ['5:U-alive/passive']);
  const life = cases.find(({ id }) => id === '5:U-alive/passive');
  t.regex(life?.notes[0] ?? '', /5:3\.10\.4-4/u);
  const others = cases.filter(({ id }) => id.startsWith('5:3.8.') && !/replaced/u.test(id));
  t.true(others.some(({ verdict }) => verdict === 'pass'));
});

test('deaths that are over are seen by the connections that they ended, and change no verdict', async (t) => {
  const { cases, problems } = await run({ dies: { of: PacketType.unsubscribe, forMs: 0, times: 2 } });
  t.deepEqual(red(cases), []);
  t.true(problems.length > 0);
  const settled = cases.filter(({ verdict }) => verdict === 'inconclusive').map(({ id }) => id);
  t.deepEqual(settled, []);
});

test('a target that stays away leaves what was done before, and judges nothing after', async (t) => {
  const { cases, problems } = await run({
    dies: { of: PacketType.unsubscribe, forMs: Number.POSITIVE_INFINITY },
  });
  t.deepEqual(red(cases), []);
  t.true(problems.some((problem) => problem.includes('went away')));
  t.true(cases.some(({ reason }) => reason?.startsWith('the target went away') === true));
});

test('a target that stays away is started by the hook of its profile', async (t) => {
  const { cases } = await run({
    dies: { of: PacketType.unsubscribe, forMs: Number.POSITIVE_INFINITY, isStartedByHook: true },
  });
  t.deepEqual(red(cases), ['5:U-alive/passive']);
});
