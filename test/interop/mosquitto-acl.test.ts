/**
 * Mosquitto with an access control list and users: the right one passes, and each of the mistakes that people make is found
 * and named.
 */
import test, { type ExecutionContext } from 'ava';
import { present } from '../../src/base/assert.ts';
import type { Finding } from '../../src/check/types.ts';
import type { ProtocolVersion } from '../../src/protocol/constants.ts';
import type { RunOutcome } from '../../src/run/types.ts';
import { failed } from '../support/access-runs.ts';
import { mosquittoPath } from '../support/foreign-brokers.ts';
import { CAREFUL, startMosquittoWithAccess, type MosquittoAccess } from '../support/mosquitto-acl.ts';
import { hookRights } from '../../src/cli/hooks/hook-rights.ts';
import { planText, runText, summary } from '../support/run-scenario.ts';

const PROBE = 'probe-access: { clients: all, quiet: 40ms }';

const TENANTS = `
name: tenants
clients:
  red: { count: 2, id: 'red-\${index}', username: 'red-\${index}', password: 'r\${index}' }
  blue: { count: 2, id: 'blue-\${index}', username: 'blue-\${index}', password: 'b\${index}' }
  auditor: { count: 1, id: auditor, username: auditor, password: a }
access:
  - deny: { clients: [red, blue], subscribe: '\${group}/all/secret/#' }
  - allow:
      clients: [red, blue]
      publish: '\${group}/\${username}/#'
      subscribe: ['\${group}/\${username}/#', '\${group}/all/#']
  - allow: { clients: auditor, publish: ['red/all/#', 'blue/all/#'], subscribe: ['red/#', 'blue/#'] }
  - deny: everything-else
steps:
  - ${PROBE}
`;

/** Nothing but a Client Identifier tells these clients apart. */
const NAMELESS = `
name: nameless
clients:
  device: { count: 2, id: 'device-\${index}' }
access:
  - allow: { clients: device, publish: 'device/\${client.id}/#', subscribe: 'device/\${client.id}/#' }
  - deny: everything-else
steps:
  - ${PROBE}
`;

const USERS = [
  { username: 'red-0', password: 'r0' },
  { username: 'red-1', password: 'r1' },
  { username: 'blue-0', password: 'b0' },
  { username: 'blue-1', password: 'b1' },
  { username: 'auditor', password: 'a' },
];

const sectionOf = (group: string, index: number): string[] => [
  `user ${group}-${index}`,
  `topic deny ${group}/all/secret/#`,
  `topic readwrite ${group}/${group}-${index}/#`,
  `topic read ${group}/all/#`,
];

const RIGHT = [
  ...['red', 'blue'].flatMap((group) => [0, 1].flatMap((index) => sectionOf(group, index))),
  'user auditor',
  ...['red', 'blue'].flatMap((group) => [`topic read ${group}/#`, `topic write ${group}/all/#`]),
];

const run = mosquittoPath() === undefined ? test.serial.skip : test.serial;

async function probe(
  access: Partial<MosquittoAccess>,
  version: ProtocolVersion,
  text = TENANTS,
): Promise<RunOutcome> {
  const broker = await startMosquittoWithAccess({ users: USERS, acl: RIGHT, ...access });
  try {
    return await runText(text, { url: broker.url, version });
  } finally {
    await broker.stop();
  }
}

for (const version of [4, 5] as const)
  run(`the right access control list passes (${version})`, async (t) => {
    const outcome = await probe({}, version);
    t.is(outcome.check.verdict, 'pass', summary(outcome));
    t.deepEqual(
      outcome.steps.flatMap((step) => step.problems),
      [],
    );
    t.false(outcome.check.findings.some((finding) => finding.summary.includes('without credentials')));
  });

run('a broker that ends the connection over each denied message passes as well', async (t) => {
  // With this setting Mosquitto 2.0.11 answers a denied PUBLISH and closes.
  const outcome = await probe({ config: [...CAREFUL, 'max_queued_messages 0'] }, 4);
  t.is(outcome.check.verdict, 'pass', summary(outcome));
});

/** A mistake, and the finding that names it. */
interface Mistake extends Partial<MosquittoAccess> {
  readonly title: string;
  readonly finds: RegExp;
  readonly path?: string;
  readonly fails?: readonly string[];
  readonly text?: string;
  readonly version?: ProtocolVersion;
}

const changed = (from: string, to: string): string[] => {
  const lines = RIGHT.map((line) => (line === from ? to : line));
  if (lines.join() === RIGHT.join()) throw new Error(`there is no line ${from}`);
  return lines;
};

const MISTAKES: readonly Mistake[] = [
  {
    title: 'a topic that is too wide',
    acl: changed('topic readwrite red/red-0/#', 'topic readwrite red/#'),
    finds:
      /^red-0 received what it may not read \(\$\{group\}\/\$\{username\}\/#\): by subscribing to the topic/,
  },
  {
    title: 'a deny that is missing',
    acl: RIGHT.filter((line) => line !== 'topic deny red/all/secret/#'),
    finds: /^red-\d received what it may not read \(\$\{group\}\/all\/secret\/#\)/,
    version: 4,
  },
  {
    title: '%c without authentication',
    acl: ['pattern readwrite device/%c/#'],
    config: ['acl_file {acl}'],
    text: NAMELESS,
    finds:
      /^device-\d received what it may not read .* by connecting with the Client Identifier of another client/,
  },
  {
    title: 'topic readwrite # for one of a group',
    acl: [...RIGHT, 'user blue-1', 'topic readwrite #'],
    finds: /^blue-1 had a message delivered that it may not publish/,
  },
  {
    title: 'a pattern that is about everybody',
    acl: [...RIGHT, 'pattern read +/all/#'],
    finds: /^blue-\d received what it may not read \(\$\{group\}\/all\/#\): .*by subscribing with \+/,
  },
  {
    title: 'a topic line before the first user, which is only about clients without a name',
    acl: ['topic read red/all/#', ...RIGHT.filter((line) => line !== 'topic read red/all/#')],
    finds: /^red-\d may read \$\{group\}\/all\/#, and could not/,
    fails: ['L3'],
  },
  {
    title: 'write allowed instead of read',
    acl: changed('topic read red/all/#', 'topic readwrite red/all/#'),
    finds:
      /^red-\d had a message delivered that it may not publish \(\$\{group\}\/all\/#\): .*by a Will Message/,
    version: 4,
  },
  {
    title: 'a user name in the wrong case',
    acl: changed('user red-1', 'user Red-1'),
    finds: /^red-1 may read \$\{group\}\/\$\{username\}\/#, and could not/,
    fails: ['L3'],
    version: 4,
  },
  {
    title: 'per_listener_settings, and the list belongs to another listener',
    head: ['per_listener_settings true', 'acl_file {acl}'],
    config: ['allow_anonymous false', 'password_file {passwords}'],
    finds: /^red-\d received what it may not read .* as a Retained Message/,
  },
  {
    title: 'a line left from a test',
    acl: [...RIGHT, 'user red-0', 'topic read blue/blue-0/#'],
    finds: /^red-0 received what it may not read .* from the queue that was kept/,
    version: 4,
  },
  {
    title: '$SYS left readable',
    acl: [...RIGHT, 'user blue-0', 'topic read $SYS/#'],
    finds: /^blue-0 received what it may not read \(\$SYS\/#\): below \$SYS/,
  },
  {
    title: 'a wildcard for the user',
    acl: changed('topic readwrite blue/blue-1/#', 'topic readwrite blue/+/#'),
    finds: /^blue-1 had a message delivered that it may not publish .* by publishing with RETAIN/,
    version: 4,
  },
  {
    title: 'no list at all',
    config: ['allow_anonymous false', 'password_file {passwords}'],
    finds: /through a Shared Subscription/,
  },
  {
    title: 'anonymous left on, and everybody may read',
    acl: ['topic read #', ...RIGHT],
    config: ['allow_anonymous true', 'password_file {passwords}', 'acl_file {acl}'],
    finds: /^a client without credentials received what it may not read .* without user name and password/,
  },
];

/** Devices that say how they are and get orders, a service that reads the one and writes the other: nobody does both. */
const ONE_WAY = `
name: one-way
clients:
  device: { count: 2, id: 'dev-\${index}', username: 'dev-\${index}', password: 'd\${index}' }
  service: { count: 1, id: service, username: service, password: s }
access:
  - allow: { clients: device, publish: 'fleet/\${username}/state', subscribe: 'fleet/\${username}/order/+' }
  - allow: { clients: service, publish: 'fleet/+/order/+', subscribe: 'fleet/+/state' }
  - deny: everything-else
steps:
  - ${PROBE}
`;

const FLEET = {
  text: ONE_WAY,
  users: [
    { username: 'dev-0', password: 'd0' },
    { username: 'dev-1', password: 'd1' },
    { username: 'service', password: 's' },
  ],
};

const SERVICE = ['user service', 'topic write fleet/+/order/+', 'topic read fleet/+/state'];
const deviceOf = (name: string): string[] => [
  `user ${name}`,
  `topic write fleet/${name}/state`,
  `topic read fleet/${name}/order/+`,
];

/** Mistakes that look right at first. */
const SUBTLE: readonly Mistake[] = [
  {
    title: 'a deny that reaches one level deep',
    acl: changed('topic deny red/all/secret/#', 'topic deny red/all/secret/+'),
    finds: /received what it may not read \(\$\{group\}\/all\/secret\/#\)/,
  },
  {
    title: 'a deny that leaves out the level above',
    acl: changed('topic deny blue/all/secret/#', 'topic deny blue/all/secret/+/#'),
    finds: /received what it may not read \(\$\{group\}\/all\/secret\/#\)/,
    version: 4,
  },
  {
    title: 'a pattern for the own name in whatever group',
    acl: [...RIGHT, 'pattern readwrite +/%u/#'],
    finds: /had a message delivered that it may not publish \(\$\{group\}\/\$\{username\}\/#\)/,
  },
  {
    title: 'a Client Identifier for the first level',
    acl: [...RIGHT, 'pattern readwrite %c/#'],
    finds: /^\w+(-\d)? with the Client Identifier "(red|blue)" .*with a wildcard for a name/,
  },
  {
    title: 'writing wider than reading',
    acl: changed('topic readwrite red/red-1/#', 'topic read red/red-1/#\ntopic write red/#'),
    finds: /^red-1 had a message delivered that it may not publish/,
  },
  {
    title: 'patterns for the devices, which are about the service, too',
    ...FLEET,
    acl: [...SERVICE, 'pattern write fleet/%u/state', 'pattern read fleet/%u/order/+'],
    finds: /^service had a message delivered that it may not publish/,
  },
  {
    title: 'orders for whoever takes the Client Identifier of the device',
    ...FLEET,
    acl: [
      ...SERVICE,
      ...deviceOf('dev-0').slice(0, 2),
      ...deviceOf('dev-1').slice(0, 2),
      'pattern read fleet/%c/order/+',
    ],
    finds:
      /^dev-\d received what it may not read .* by connecting with the Client Identifier of another client/,
    version: 4,
  },
  {
    title: 'a device that may read what it writes',
    ...FLEET,
    acl: [...SERVICE, ...deviceOf('dev-0'), ...deviceOf('dev-1'), 'topic read fleet/dev-1/#'],
    finds: /^dev-1 received what it may not read \(fleet\/\$\{username\}\/state\)/,
  },
];

/** Lists that are right, though they look odd. */
const ODD: Readonly<Record<string, Partial<MosquittoAccess> & { readonly text?: string }>> = {
  'denies behind what they are about, rules twice, and users nobody knows': {
    acl: [
      ...['user red-0', 'topic read red/all/#', 'topic readwrite red/red-0/#', 'topic deny red/all/secret/#'],
      ...RIGHT.slice(4),
      ...['user nobody', 'topic readwrite #', 'user red-0', 'topic read red/all/#'],
    ],
  },
  'a pattern that is too wide, and a deny for each whom it is not about': {
    acl: [
      'pattern readwrite blue/%u/#',
      ...RIGHT.filter((line) => !line.startsWith('topic readwrite blue/')).flatMap((line) =>
        /^user (red|aud)/u.test(line) ? [line, `topic deny blue/${line.slice(5)}/#`] : [line],
      ),
    ],
  },
  'the user name in place of any Client Identifier': {
    config: [...CAREFUL, 'use_username_as_clientid true'],
  },
  'roles that only write and only read': {
    ...FLEET,
    acl: [...deviceOf('dev-1'), ...SERVICE, ...deviceOf('dev-0')],
  },
};

for (const [title, { text, ...access }] of Object.entries(ODD))
  run(`passes: ${title}`, async (t) => {
    const outcome = await probe(access, 5, text);
    t.is(outcome.check.verdict, 'pass', summary(outcome));
  });

for (const { title, finds, fails = ['L1'], text, version = 5, ...access } of [...MISTAKES, ...SUBTLE])
  run(`found and named: ${title}`, async (t) => {
    const outcome = await probe(access, version, text);
    t.is(outcome.check.verdict, 'fail', summary(outcome));
    t.deepEqual(failed(outcome), [...fails], summary(outcome));
    named(t, outcome.check.findings, finds);
  });

run('anonymous left on, and nothing to be had: a warning', async (t) => {
  const outcome = await probe({ config: CAREFUL.with(0, 'allow_anonymous true') }, 5);
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  named(t, outcome.check.findings, /^A client without credentials was let in\.$/);
});

function named(t: ExecutionContext, findings: readonly Finding[], finds: RegExp): void {
  const found = findings.some(({ summary: text }) => finds.test(text));
  t.true(found, findings.map(({ invariant, summary: text }) => `${invariant} ${text}`).join('\n'));
}

async function probeRevoked(
  hooks: Parameters<typeof hookRights>[0] | undefined,
  threads = 1,
): Promise<RunOutcome> {
  const broker = await startMosquittoWithAccess({ users: USERS, acl: RIGHT });
  try {
    const plan = planText(TENANTS, 'tenants.yaml', { url: broker.url, version: 5 });
    const rights = present(hookRights(hooks ?? broker.hooks, plan), 'hooks that change rights');
    return await runText(TENANTS, { url: broker.url, version: 5, rights, threads });
  } finally {
    await broker.stop();
  }
}

const revokedRows = ({ check }: RunOutcome): readonly (readonly [string, string])[] =>
  (check.access?.rows ?? []).flatMap(({ path, principal, verdict }) =>
    path === 'revoked' ? [[principal, verdict] as const] : [],
  );

for (const threads of [1, 2])
  run(
    `Mosquitto keeps to rights that hooks have withdrawn while clients were away, with ${threads} threads`,
    async (t) => {
      const outcome = await probeRevoked(undefined, threads);
      t.is(outcome.check.verdict, 'pass', summary(outcome));
      t.deepEqual(revokedRows(outcome), [
        ['red', 'pass'],
        ['blue', 'pass'],
      ]);
    },
  );

run('rights that were withdrawn on paper only are found', async (t) => {
  const nothing = { command: [process.execPath, '-e', ''], timeout: 10_000_000 };
  const outcome = await probeRevoked({ revoke: nothing, restore: nothing });
  t.deepEqual(failed(outcome), ['L1'], summary(outcome));
  t.deepEqual(revokedRows(outcome), [
    ['red', 'fail'],
    ['blue', 'fail'],
  ]);
});

run('without such hooks the report says that it was not tried', async (t) => {
  const outcome = await probe({}, 5);
  t.regex(
    (outcome.check.access?.rows ?? []).find(({ path }) => path === 'revoked')?.note ?? '',
    /no hooks that withdraw rights/u,
  );
});
