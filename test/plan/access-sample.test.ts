import test from 'ava';
import { AccessPolicy } from '../../src/plan/access-policy.ts';
import { sampleAccess, topicIn } from '../../src/plan/access-sample.ts';
import { onlyStep, planText } from './support.ts';

function sampleOf(text: string, seed = 1) {
  const plan = planText(text, { seed });
  return sampleAccess(plan, new AccessPolicy(plan), onlyStep(plan, 'probe-access'));
}

const text = (clients: string, rules: string, probe = 'probe-access: all'): string =>
  `name: test\nclients:\n${clients}\naccess:\n${rules}\nsteps:\n  - ${probe}\n`;

const TENANTS = text(
  '  red: { count: 5000 }\n  blue: { count: 5000 }\n  audit: { count: 1 }',
  `  - allow: { clients: [red, blue], publish: '\${group}/\${index}/#', subscribe: '\${group}/\${index}/#' }
  - allow: { clients: audit, subscribe: '#' }
  - deny: everything-else`,
);

test('thousands of clients are a few of each kind', (t) => {
  const sample = sampleOf(TENANTS);
  t.deepEqual(
    sample.principals.map(({ kind }) => kind),
    ['red', 'red', 'blue', 'blue', 'audit'],
  );
  t.regex(
    sample.sampling,
    /^5 of 10001 clients, of 3 kinds; 5 topics, .*; \d+ topics that no rule is about$/,
  );
});

test('the seed chooses, the same every time', (t) => {
  const names = (seed: number) => sampleOf(TENANTS, seed).principals.map(({ client }) => client);
  t.deepEqual(names(1), names(1));
  t.notDeepEqual(names(1), names(2));
});

test('those who belong together come together', (t) => {
  const sample = sampleOf(
    text(
      '  pub: { count: 100 }\n  sub: { count: 100 }',
      `  - allow: { clients: pub, publish: 'pair/\${index}' }
  - allow: { clients: sub, subscribe: 'pair/\${index}' }
  - deny: everything-else`,
    ),
  );
  for (const { owner, writers, readers } of sample.topics.filter((one) => one.owner !== undefined)) {
    t.is(writers.length, 1, owner?.name);
    t.is(readers.length, 1, owner?.name);
  }
});

test('clients of one group are told apart by the rules about them', (t) => {
  const sample = sampleOf(
    text(
      "  one: { count: 40, username: 'u\${index}' }",
      "  - allow: { username: 'u1*', publish: a }\n  - deny: everything-else",
      'probe-access: { clients: all, sample: 1 }',
    ),
  );
  t.deepEqual(sample.principals.map(({ kind }) => kind).sort(), ['one (kind 1)', 'one (kind 2)']);
});

test('topics take the place of filters, and some are nobody’s', (t) => {
  t.is(topicIn('a/+/b/#', 'ab12'), 'a/mqtt-bench-ab12/b/mqtt-bench-ab12');
  t.is(topicIn('a', 'ab12'), 'a');
  const nobody = sampleOf(TENANTS).topics.filter(({ owner }) => owner === undefined);
  t.deepEqual([...new Set(nobody.map(({ topicClass }) => topicClass))], ['everything else']);
});

test('a client tries what is denied to it and no more, up to a bound', (t) => {
  const sample = sampleOf(TENANTS.replace('probe-access: all', 'probe-access: { clients: all, topics: 2 }'));
  for (const principal of sample.principals) {
    const denied = sample.denied(principal, 'subscribe');
    t.true(denied.length <= 2);
    t.true(denied.every(({ readers }) => !readers.includes(principal)));
  }
  const audit = sample.principals.at(-1);
  t.truthy(audit);
  if (audit !== undefined)
    t.deepEqual(
      sample.denied(audit, 'subscribe').map(({ topicClass }) => topicClass),
      [],
    );
});

test('one name that begins with another is among those chosen', (t) => {
  const { principals } = sampleOf(TENANTS.replaceAll('5000', '12'));
  const names = principals.filter(({ group }) => group === 'red').map(({ name }) => name);
  const [shorter = '', longer = ''] = names.sort((one, other) => one.length - other.length);
  t.true(longer.startsWith(shorter) && longer !== shorter, names.join());
});

test('of what is denied, the level above # and what lies deeper are tried as well', (t) => {
  const { topics } = sampleOf(
    text(
      '  one: { count: 1 }',
      "  - deny: { clients: one, subscribe: 'a/b/#' }\n  - allow: { clients: one, subscribe: 'a/#' }",
    ),
  );
  const levels = topics.map(({ topic }) => topic.replace(/mqtt-bench-\w+/gu, 'x'));
  t.deepEqual(levels, ['a/b/x', 'a/b', 'a/b/x/x', 'a/x']);
});

test('topics that no rule names are tried as well: below common names, beside those that are named, and as listed', (t) => {
  const sample = sampleOf(
    text(
      '  one: { count: 2 }',
      "  - allow: { clients: one, publish: 'fleet/state', subscribe: 'fleet/state' }\n  - deny: everything-else",
      'probe-access: { clients: all, also: [admin/keys, fleet/state] }',
    ),
  );
  const nobodys = sample.topics.filter(({ owner }) => owner === undefined);
  const marked = nobodys.map(({ topic }) => topic.replace(/mqtt-bench-[0-9a-f]+/u, '*'));
  t.like(marked, ['*/unclaimed', 'admin/*']);
  t.deepEqual(marked.slice(-3), ['*/state', 'fleet/*', 'admin/keys']);
  t.is(nobodys.at(-1)?.topicClass, 'admin/keys');
  t.deepEqual(
    sample.principals.flatMap((principal) => sample.denied(principal, 'publish')),
    [],
    'they take no place of those that are named',
  );
});
