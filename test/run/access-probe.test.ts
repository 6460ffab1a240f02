/** `probe-access` against the embedded broker: whole, and with each defect of access control. */
import test from 'ava';
import type { ProtocolVersion } from '../../src/protocol/constants.ts';
import { pathsOf, runAccess, TENANTS } from '../support/access-runs.ts';
import { summary } from '../support/run-scenario.ts';

const VERSIONS: readonly ProtocolVersion[] = [4, 5];
const nameOf = (version: ProtocolVersion): string => (version === 4 ? '3.1.1' : '5.0');

for (const version of VERSIONS)
  test.serial(`a broker that enforces the policy passes on every path in ${nameOf(version)}`, async (t) => {
    const outcome = await runAccess({ text: TENANTS, version });
    t.is(outcome.check.verdict, 'pass', summary(outcome));
    t.deepEqual(pathsOf(outcome, 'inconclusive'), []);
    const passed = pathsOf(outcome, 'pass');
    for (const path of [
      'direct',
      'hash',
      'plus',
      'shared',
      'retained',
      'queued',
      'takeover',
      'names',
      'unclaimed',
    ])
      t.true(passed.includes(`${path} receive`), path);
    for (const path of ['publish', 'publish-retained', 'will', 'names', 'unclaimed'])
      t.true(passed.includes(`${path} publish`), path);
    t.is(passed.includes('topic-alias publish'), version === 5);
  });
