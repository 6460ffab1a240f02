import test from 'ava';
import { flowOf, planFlowCatalog } from '../../src/plan/flow-catalog.ts';
import { memberIndexes } from '../../src/plan/members.ts';
import { planOf, planText } from './support.ts';

const END = 'rate: 1/s, for: 1s';
const plan = planOf({ idle: 4, a: 3, b: 2 }, [
  `publish: { clients: a, topic: "one/\${index}", qos: 1, ${END} }`,
  `publish: { clients: [a, b], topic: "\${group}/\${index}/\${topic}", topics: 2, qos: 2, ${END} }`,
  `publish: { clients: b, topic: same, qos: 0, ${END} }`,
  `publish: { clients: a, share: 40%, topic: "one/\${index}", qos: 1, ${END} }`,
]);

test('every flow knows its publisher, topic and QoS, and the publisher finds its flow', (t) => {
  const catalog = planFlowCatalog(plan);
  t.is(catalog.flowCount, 3 + 10 + 2 + 1);
  for (const [at, block] of plan.flowBlocks.entries())
    for (const client of memberIndexes(block.members))
      for (let topic = 0; topic < block.topicsPerMember; topic += 1) {
        const flow = flowOf(plan, at, client, topic);
        t.is(catalog.publisherOf(flow), client);
        t.is(catalog.qosOf(flow), block.qos);
      }
});

test('topics are filled in for the client and the topic number', (t) => {
  const catalog = planFlowCatalog(plan);
  const topics = Array.from({ length: catalog.flowCount }, (_, flow) => catalog.topicOf(flow));
  t.deepEqual(topics.slice(0, 15), [
    'one/0',
    'one/1',
    'one/2',
    'a/0/0',
    'a/0/1',
    'a/1/0',
    'a/1/1',
    'a/2/0',
    'a/2/1',
    'b/0/0',
    'b/0/1',
    'b/1/0',
    'b/1/1',
    'same',
    'same',
  ]);
  t.is(topics[15], `one/${catalog.publisherOf(15) - 4}`);
});

test('every flow id is used once', (t) => {
  const flows = plan.flowBlocks.flatMap((block, at) =>
    memberIndexes(block.members).flatMap((client) =>
      Array.from({ length: block.topicsPerMember }, (_, topic) => flowOf(plan, at, client, topic)),
    ),
  );
  t.deepEqual(
    flows.toSorted((a, b) => a - b),
    Array.from({ length: plan.flowCount }, (_, flow) => flow),
  );
});

test('a flow that is none is a defect of ours', (t) => {
  const catalog = planFlowCatalog(plan);
  t.throws(() => catalog.topicOf(catalog.flowCount));
  t.throws(() => catalog.publisherOf(-1));
  t.throws(() => flowOf(plan, 0, 0, 0));
  t.throws(() => flowOf(plan, 99, 4, 0));
});

test('flows of different properties are apart, and say which they have', (t) => {
  const apart = planOf({ a: 2 }, [
    `publish: { clients: a, topic: x, qos: 1, ${END} }`,
    `publish: { clients: a, topic: x, qos: 1, content-type: text/plain, user-properties: { k: v }, ${END} }`,
    `publish: { clients: a, topic: x, qos: 1, response-topic: "r/\${index}", correlation-data: ab, ${END} }`,
    `publish: { clients: a, topic: x, qos: 1, message-expiry: 10s, ${END} }`,
  ]);
  const catalog = planFlowCatalog(apart);
  t.is(catalog.flowCount, 8);
  t.true(catalog.carriesProperties);
  t.true(catalog.carriesExpiry);
  t.is(catalog.propertiesOf(0), undefined);
  t.deepEqual(catalog.propertiesOf(2), { contentType: 'text/plain', userProperties: [['k', 'v']] });
  t.deepEqual(catalog.propertiesOf(5), { responseTopic: 'r/1', correlationData: '6162' });
  t.is(catalog.propertiesOf(6), undefined);
  t.is(catalog.messageExpirySecondsOf(6), 10);
  t.is(catalog.messageExpirySecondsOf(5), undefined);
  t.is(catalog.payloadBytesOf(0), 256);
  t.true((catalog.payloadBytesOf(2) ?? 0) > 256 + 'text/plain'.length);
});

test('an answer has the topic of the one who asked, and the Correlation Data of its request', (t) => {
  const asking = planOf({ a: 3, b: 2 }, [
    'request: { clients: a, topic: "ask/${index}", responders: b, response-topic: "to/${index}", qos: 1, count: 1 }',
  ]);
  const catalog = planFlowCatalog(asking);
  t.is(catalog.flowCount, 3 + 2 * 3);
  const answers = [3, 4, 5, 6, 7, 8];
  t.deepEqual(
    answers.map((flow) => catalog.publisherOf(flow)),
    [3, 3, 3, 4, 4, 4],
  );
  t.deepEqual(
    answers.map((flow) => catalog.topicOf(flow)),
    ['to/0', 'to/1', 'to/2', 'to/0', 'to/1', 'to/2'],
  );
  t.is(catalog.propertiesOf(1)?.responseTopic, 'to/1');
  for (const [at, flow] of answers.entries())
    t.is(catalog.correlationDataOf(flow, 7), catalog.correlationDataOf(at % 3, 7));
  t.not(catalog.correlationDataOf(0, 7), catalog.correlationDataOf(1, 7));
  t.not(catalog.correlationDataOf(0, 7), catalog.correlationDataOf(0, 8));
});

test('at 3.1.1 there is no Correlation Data, and other messages have none of their own', (t) => {
  const step =
    'request: { clients: a, topic: "ask/${index}", responders: a, response-topic: "to/${index}", qos: 1, count: 1 }';
  const catalog = planFlowCatalog(
    planText(
      `name: old\nprotocol: '3.1.1'\nclients: { a: { count: 2 } }\nsteps:\n  - connect: all\n  - ${step}\n`,
    ),
  );
  t.is(catalog.correlationDataOf(0, 0), undefined);
  t.is(planFlowCatalog(plan).correlationDataOf(0, 0), undefined);
});
