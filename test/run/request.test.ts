/** Request and response: at 5.0 by properties (section 4.10), at 3.1.1 by topics; each defect of the way found by its invariant. */
import test from 'ava';
import { present } from '../../src/base/assert.ts';
import { findDefect } from '../../src/broker/defects/index.ts';
import type { Defect } from '../../src/broker/defects/defect.ts';
import { outgoingDefect } from '../../src/broker/defects/packet-defect.ts';
import { startBroker } from '../../src/broker/start.ts';
import { PacketType } from '../../src/protocol/constants.ts';
import type { RunOutcome } from '../../src/run/types.ts';
import { runText, summary, type ScenarioRun } from '../support/run-scenario.ts';

const LISTENERS = [{ protocol: 'mqtt', host: '127.0.0.1', port: 0 }] as const;

interface Asked {
  readonly qos?: number;
  readonly filter?: string;
  readonly answers?: string;
  readonly how?: string;
  readonly payload?: string;
}

function scenario({
  qos = 1,
  filter = 'ask/${index}',
  answers = 'answers/${index}',
  how = 'count: 10',
  payload = '64B',
}: Asked = {}): string {
  return `
name: request
clients: { requester: { count: 4 }, responder: { count: 2 } }
steps:
  - connect: all
  - subscribe: { clients: responder, filter: '${filter}', qos: 2 }
  - subscribe: { clients: requester, filter: '${answers}', qos: 2 }
  - request:
      clients: requester
      topic: 'ask/\${index % 2}'
      responders: responder
      response-topic: '${answers}'
      qos: ${qos}
      payload: ${payload}
      ${how}
  - drain: 600ms
`;
}

async function run(
  text: string,
  { defect, ...more }: Partial<ScenarioRun> & { defect?: Defect } = {},
): Promise<RunOutcome> {
  const broker = await startBroker({ ...defect?.apply({}, { every: 1 }), listeners: LISTENERS });
  try {
    return await runText(text, { url: broker.urls[0] ?? '', version: 5, ...more });
  } finally {
    await broker.close();
  }
}

const reds = ({ check }: RunOutcome): string[] => [
  ...new Set(check.findings.filter(({ status }) => status === 'fail').map(({ invariant }) => invariant)),
];

const exercised = ({ check }: RunOutcome, id: string): number =>
  check.invariants.find((one) => one.id === id)?.exercised ?? 0;

for (const version of [4, 5] as const)
  for (const qos of [0, 1, 2])
    for (const threads of [1, 2])
      test(`each QoS ${qos} request is answered once, at the one who asked, on ${threads} threads in MQTT ${version === 4 ? '3.1.1' : '5.0'}`, async (t) => {
        const outcome = await run(scenario({ qos }), { version, threads });
        t.is(outcome.check.verdict, 'pass', summary(outcome));
        const { counters, histograms } = outcome.metrics;
        t.like(counters, {
          'request.sent': 40,
          'request.answered': 40,
          'request.unanswered': 0,
          'receive.count': 80,
        });
        t.truthy(histograms['request.latency']);
        t.is(exercised(outcome, 'M2'), version === 5 ? 80 : 0);
      });

test('requests at a rate keep to their window and their intended times', async (t) => {
  const outcome = await run(
    scenario({ how: 'rate: 100/s, count: 30, window: 3'.replaceAll(', ', '\n      ') }),
  );
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  t.is(outcome.metrics.counters['request.answered'], 120);
});

test('several who answer the same request all answer it, and the first answer counts', async (t) => {
  const outcome = await run(scenario({ filter: 'ask/#' }));
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  t.like(outcome.metrics.counters, { 'request.answered': 40, 'receive.count': 40 * 2 * 2 });
});

test('a Shared Subscription of responders shares the requests (5:§4.8.2)', async (t) => {
  const outcome = await run(scenario({ filter: '$share/service/ask/#' }));
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  t.like(outcome.metrics.counters, { 'request.answered': 40, 'receive.count': 80 });
  t.true(exercised(outcome, 'G2') > 0);
});

test('with one Response Topic for all, an answer counts for the one who asked only', async (t) => {
  const outcome = await run(scenario({ answers: 'answers' }));
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  t.like(outcome.metrics.counters, { 'request.answered': 40, 'receive.count': 40 + 40 * 4 });
});

test('content of their own, with the stamp in a User Property, goes both ways', async (t) => {
  const outcome = await run(scenario({ payload: "{ json: { ask: '${seq}' }, stamp: user-property }" }));
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  t.is(outcome.metrics.counters['request.answered'], 40);
});

test('requests that nobody answers are given up in time, and counted', async (t) => {
  const outcome = await run(scenario({ filter: 'elsewhere', how: 'count: 3\n      timeout: 100ms' }));
  t.like(outcome.metrics.counters, { 'request.sent': 12, 'request.answered': 0, 'request.unanswered': 12 });
  t.deepEqual(
    outcome.steps.flatMap(({ problems }) => problems),
    ['a request was not answered in time (12 times)'],
  );
});

const altered = outgoingDefect(
  {
    id: 'correlation-data-altered',
    summary: 'alters Correlation Data',
    breaks: ['5:3.3.2-16'],
    mayAlsoBreak: [],
    invariants: ['M2'],
    packetType: PacketType.publish,
    every: 1,
  },
  (packet) => {
    const { correlationData } = packet.properties ?? {};
    if (correlationData === undefined) return undefined;
    const spoilt = correlationData.map((byte) => byte ^ 1);
    return [{ ...packet, properties: { ...packet.properties, correlationData: spoilt } }];
  },
);

/** A message that came damaged is not lost as well. */
const MUTANTS: readonly (readonly [defect: Defect, qos: number, fails: string])[] = [
  [altered, 1, 'M2'],
  [known('correlation-data-lost'), 1, 'M2'],
  [known('response-topic-lost'), 1, 'M2'],
  [known('deliver-unmatched-topic'), 1, 'H2'],
  [known('flip-payload-byte'), 1, 'H1'],
  [known('drop-qos1-delivery'), 1, 'Q1-1'],
  [known('drop-qos2-delivery'), 2, 'Q2-1'],
  [known('duplicate-qos2-delivery'), 2, 'Q2-2'],
];

function known(id: string): Defect {
  return present(findDefect(id), id);
}

for (const [defect, qos, fails] of MUTANTS)
  test(`a broker that ${defect.summary} fails ${fails} and nothing else`, async (t) => {
    const outcome = await run(scenario({ qos, how: 'count: 5\n      timeout: 200ms' }), { defect });
    t.is(reds(outcome).sort().join(' '), fails, summary(outcome));
  });
