import test from 'ava';
import { readdirSync, readFileSync } from 'node:fs';
import { loadProfile } from '../../src/scenario/load-profile.ts';

test('a profile is read with its principals, limits and expected failures', (t) => {
  const text = `name: some broker
principal: { username: bench, password: "\${env.SECRET}" }
limits: { maximum-qos: 1, retain: false, session-max: 1h }
expected-failures:
  - { id: "5:3.1.2-24", reason: known, contains: bytes }
`;
  const result = loadProfile(text, 'some.yaml', { SECRET: 'hidden' });
  if (!result.ok) {
    t.fail(JSON.stringify(result.problems));
    return;
  }
  t.deepEqual(result.profile.principal, { username: 'bench', password: 'hidden' });
  t.deepEqual(result.profile.limits, { maximumQos: 1, retain: false, sessionMax: 3_600_000_000 });
  t.is(result.profile.expectedFailures[0]?.contains, 'bytes');
});

test('an unknown key and a missing reason are told with their places', (t) => {
  const result = loadProfile(
    'name: x\nlimit: {}\nexpected-failures: [{ id: "5:1-1", contains: a }]\n',
    'x.yaml',
  );
  t.false(result.ok);
  t.deepEqual(result.ok ? [] : result.problems.map(({ line }) => line), [2, 3]);
});

for (const file of readdirSync('targets')) {
  test(`targets/${file} is a profile`, (t) => {
    const result = loadProfile(readFileSync(`targets/${file}`, 'utf8'), file);
    t.deepEqual(result.ok ? [] : result.problems, []);
  });
}

test('rights that are withdrawn can be given back, or the profile is wrong', (t) => {
  const hooks = (text: string): ReturnType<typeof loadProfile> =>
    loadProfile(`name: x\nhooks: { ${text} }\n`, 'x.yaml');
  t.true(hooks('revoke: [a, b], restore: [c]').ok);
  const alone = hooks('restore: [c]');
  t.deepEqual(alone.ok ? [] : alone.problems.map(({ message }) => message), [
    '`revoke` and `restore` belong together',
  ]);
});

const PRINCIPALS = `name: x
principals:
  keeper: { username: keeper, password-file: keeper.txt, allowed: { publish: kept/#, subscribe: [kept/#, 'own/%c/#'] } }
  guest: { cert: guest.pem, key: guest.key, client-id: 'guest-*', denied: { publish: kept/# } }
  stranger: { username: keeper, password: wrong, refused: true }
`;

test('several principals are read with what they may and must not do', (t) => {
  const result = loadProfile(PRINCIPALS, 'x.yaml');
  t.deepEqual(result.ok ? result.profile.principals : result.problems, [
    [
      'keeper',
      {
        username: 'keeper',
        passwordFile: 'keeper.txt',
        allowed: { publish: ['kept/#'], subscribe: ['kept/#', 'own/%c/#'] },
        refused: false,
      },
    ],
    [
      'guest',
      {
        cert: 'guest.pem',
        key: 'guest.key',
        clientId: 'guest-*',
        denied: { publish: ['kept/#'], subscribe: [] },
        refused: false,
      },
    ],
    ['stranger', { username: 'keeper', password: 'wrong', refused: true }],
  ]);
});

for (const [what, text, message] of [
  ['two passwords', 'password: a, password-file: b', '`password` and `password-file` exclude each other'],
  ['a certificate without its key', 'cert: a.pem', '`cert` and `key` belong together'],
  ['a key without its certificate', 'key: a.key', '`cert` and `key` belong together'],
  [
    'a Client Identifier that all clients would have',
    'client-id: device',
    '`client-id` needs one `*`, which stands for what differs from client to client',
  ],
  [
    'a filter that is none',
    'denied: { publish: a/#/b }',
    'this topic filter has a # that is not the whole last level (5:4.7.1-1)',
  ],
] as const)
  test(`a principal with ${what} is a problem with its place`, (t) => {
    const result = loadProfile(`name: x\nprincipals:\n  one: { ${text} }\n`, 'x.yaml');
    t.deepEqual(result.ok ? [] : result.problems.map((problem) => [problem.line, problem.message]), [
      [3, message],
    ]);
  });
