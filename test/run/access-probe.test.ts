/** `probe-access` against the embedded broker: whole, in all that it may choose, and with each defect of access control. */
import test from 'ava';
import { DEFECTS } from '../../src/broker/defects/index.ts';
import type { BrokerOptions } from '../../src/broker/options.ts';
import type { ProtocolVersion } from '../../src/protocol/constants.ts';
import { failed, pathsOf, runAccess, TENANTS, type AccessRun } from '../support/access-runs.ts';
import { summary } from '../support/run-scenario.ts';

const VERSIONS: readonly ProtocolVersion[] = [4, 5];
const nameOf = (version: ProtocolVersion): string => (version === 4 ? '3.1.1' : '5.0');

/** What a broker may choose: none of it is a fault. */
const CHOICES: readonly (readonly [what: string, choices: BrokerOptions['choices']])[] = [
  ['refuses what is denied', {}],
  ['grants denied subscriptions and sends nothing', { deniedSubscribe: 'grant' }],
  ['ends 3.1.1 connections over denied messages', { deniedPublish311: 'disconnect', qos2Method: 'A' }],
];

for (const version of VERSIONS)
  for (const [what, choices] of CHOICES)
    test.serial(`a broker passes that ${what}, in ${nameOf(version)}`, async (t) => {
      const outcome = await runAccess({ text: TENANTS, version, choices });
      t.is(outcome.check.verdict, 'pass', summary(outcome));
      t.deepEqual(pathsOf(outcome, 'inconclusive'), []);
      t.deepEqual(
        outcome.steps.flatMap((step) => step.problems),
        [],
      );
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
        'revoked',
      ])
        t.true(passed.includes(`${path} receive`), path);
      for (const path of ['publish', 'publish-retained', 'will', 'names', 'unclaimed'])
        t.true(passed.includes(`${path} publish`), path);
      t.is(passed.includes('topic-alias publish'), version === 5);
    });

test.serial('any number of threads comes to the same', async (t) => {
  const outcome = await runAccess({ text: TENANTS, version: 5, threads: 2 });
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  t.deepEqual(pathsOf(outcome, 'inconclusive'), []);
});

interface Case extends Partial<Pick<AccessRun, 'choices' | 'rules' | 'text'>> {
  /** A path that must fail, as `path action`. */
  readonly path?: string;
  readonly versions?: readonly ProtocolVersion[];
}

const GRANT = { choices: { deniedSubscribe: 'grant' } } as const;

/** What each defect needs to come to light, and where it does. */
const CASES: Readonly<Record<string, Case>> = {
  'access-to-read-ignored': { path: 'direct receive' },
  'access-of-deliveries-ignored': { ...GRANT, path: 'plus receive' },
  'access-to-write-ignored': { path: 'publish publish' },
  'access-names-unchecked': {
    path: 'names receive',
    rules: [
      { effect: 'allow', action: 'both', filter: 'red/%c/#' },
      { effect: 'allow', action: 'both', filter: 'blue/%c/#' },
      { effect: 'allow', action: 'subscribe', filter: '#', username: 'auditor' },
      { effect: 'allow', action: 'subscribe', filter: '+/all/#' },
      { effect: 'allow', action: 'publish', filter: '+/all/#', username: 'auditor' },
    ],
  },
  'access-hash-bypasses': { path: 'hash receive' },
  'access-retained-bypasses': { ...GRANT, path: 'retained receive' },
  'access-will-bypasses': { path: 'will publish' },
  'access-queue-bypasses': { ...GRANT, path: 'queued receive' },
  'access-revocation-ignored': { path: 'revoked receive' },
  'access-share-bypasses': { path: 'shared receive' },
  'access-alias-bypasses': { path: 'topic-alias publish', versions: [5] },
  'access-takeover-inherits': { path: 'takeover receive' },
  'access-refusal-delivered': { path: 'publish publish' },
  'access-denial-acknowledged': { versions: [5] },
  // Each attempt costs a wait: a few are enough.
  'access-denial-unanswered': { text: TENANTS.replace('quiet:', 'topics: 1, sample: 1, quiet:') },
};

test('every defect of access control is probed', (t) => {
  const ids = DEFECTS.map(({ id }) => id).filter((id) => id.startsWith('access-'));
  t.deepEqual(ids.toSorted(), Object.keys(CASES).toSorted());
});

for (const [id, { path, versions = VERSIONS, ...needs }] of Object.entries(CASES))
  for (const version of versions)
    test.serial(`${id} is found, and nothing else, in ${nameOf(version)}`, async (t) => {
      const outcome = await runAccess({ text: TENANTS, version, defect: id, ...needs });
      const { invariants = [] } = DEFECTS.find((each) => each.id === id) ?? {};
      t.deepEqual(failed(outcome), [...invariants], summary(outcome));
      if (path !== undefined) t.true(pathsOf(outcome, 'fail').includes(path), summary(outcome));
    });
