import test from 'ava';
import { present } from '../../src/base/assert.ts';
import { findDefect } from '../../src/broker/defects/index.ts';
import type { BrokerOptions } from '../../src/broker/options.ts';
import { startBroker } from '../../src/broker/start.ts';
import type { RunOutcome } from '../../src/run/types.ts';
import { runText, summary } from '../support/run-scenario.ts';

const LISTENERS = [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] as const;

function scenario(qos: number, more = ''): string {
  return `
name: shared
clients:
  worker: { count: 4, clean-start: false, session-expiry: never ${more} }
  other: { count: 2 }
  publisher: { count: 2 }
steps:
  - connect: all
  - subscribe: { clients: worker, filter: '$share/workers/jobs/#', qos: 2 }
  - subscribe: { clients: other, filter: 'jobs/\${index}', qos: 2 }
  - publish: { clients: publisher, topic: 'jobs/\${index}', qos: ${qos}, window: 10, count: 100 }
  - drain: 5s
  - disconnect: all
`;
}

async function run(
  text: string,
  version: 4 | 5,
  options: BrokerOptions = {},
  threads = 1,
): Promise<RunOutcome> {
  const broker = await startBroker({ ...options, listeners: LISTENERS });
  try {
    return await runText(text, { url: broker.urls[0] ?? '', version, threads });
  } finally {
    await broker.close();
  }
}

const reds = ({ check }: RunOutcome): string[] => [
  ...new Set(check.findings.filter(({ status }) => status === 'fail').map(({ invariant }) => invariant)),
];

for (const version of [4, 5] as const)
  for (const qos of [1, 2])
    for (const threads of [1, 3])
      test.serial(
        `a group of several threads gets each QoS ${qos} message once, on ${threads} in MQTT ${version === 4 ? '3.1.1' : '5.0'} (§4.8.2)`,
        async (t) => {
          const outcome = await run(scenario(qos), version, {}, threads);
          t.is(outcome.check.verdict, 'pass', summary(outcome));
          for (const id of ['G1', 'G2', 'G4']) {
            const result = outcome.check.invariants.find((one) => one.id === id);
            t.like(result, { verdict: 'pass', exercised: 200 }, id);
          }
          t.like(outcome.check.groups?.[0], { members: 4, messages: 200 });
        },
      );

test.serial('a broker that shares with everybody breaks G2 (5:U-4.8.2-1)', async (t) => {
  const defect = present(findDefect('shared-to-all'), 'the defect');
  t.deepEqual(reds(await run(scenario(1), 5, defect.apply({}))), ['G2']);
});

test.serial('G3 is put to the test by members that refuse (5:4.8.2-6)', async (t) => {
  const outcome = await run(scenario(1, ', refuse: 20%'), 5);
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  const refused = outcome.check.invariants.find(({ id }) => id === 'G3')?.exercised ?? 0;
  t.true(refused > 10 && refused < 90, `${refused} refused`);
});

test.serial(
  'a broker that takes $share/… for a plain filter at 3.1.1 shares nothing, and that is no failure',
  async (t) => {
    const outcome = await run(scenario(1), 4, { choices: { sharesFor311: false } });
    t.deepEqual(reds(outcome), [], summary(outcome));
    t.is(outcome.check.groups?.[0]?.messages, 0);
  },
);
