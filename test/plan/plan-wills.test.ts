import test from 'ava';
import { clientSpec } from '../../src/plan/client-spec.ts';
import { planFlowCatalog } from '../../src/plan/flow-catalog.ts';
import type { Plan } from '../../src/plan/types.ts';
import { planText } from '../support/run-scenario.ts';

function plan(version: 4 | 5, will: string, more = ''): Plan {
  const text = `
name: t
protocol: ['3.1.1', '5.0']
clients:
  plain: { count: 2 }
  dying: { count: 3, will: ${will} }
${more}
steps:
  - connect: all
  - publish: { clients: plain, topic: 'p/\${index}', qos: 0, count: 1, window: 1 }
`;
  return planText(text, 'test.yaml', { url: 'mqtt://127.0.0.1', version });
}

test('every client with a Will has a flow of its own, behind all others', (t) => {
  const made = plan(5, "{ topic: 'w/${index}', qos: 1, retain: true }");
  const catalog = planFlowCatalog(made);
  t.is(made.flowCount, 5);
  t.is(catalog.firstWillFlow, 2);
  t.deepEqual(
    [2, 3, 4].map((flow) => [
      catalog.publisherOf(flow),
      catalog.topicOf(flow),
      catalog.qosOf(flow),
      catalog.retainOf(flow),
    ]),
    [
      [2, 'w/0', 1, true],
      [3, 'w/1', 1, true],
      [4, 'w/2', 1, true],
    ],
  );
  t.is(clientSpec(made, 3).will?.flow, 3);
});

test('a Will without a payload is its own mark; a text is marked in a User Property where all speak 5.0', (t) => {
  const carrierOf = (made: Plan): unknown => clientSpec(made, 2).will?.carrier;
  t.is(carrierOf(plan(4, '{ topic: w }')), 'payload');
  t.is(carrierOf(plan(5, '{ topic: w, payload: gone }')), 'user-property');
  t.is(carrierOf(plan(4, '{ topic: w, payload: gone }')), 'none');
  t.is(carrierOf(plan(5, '{ topic: w, payload: gone }', "  old: { count: 1, protocol: '3.1.1' }")), 'none');
});

test('Wills that cannot be told apart are no messages without a stamp', (t) => {
  const catalog = planFlowCatalog(plan(4, '{ topic: w, payload: gone }'));
  t.false(catalog.isStamped(2));
  t.is(catalog.unstampedFlowCount, 0);
});

test('what a Will says about itself is filled in for each client, and known to whoever judges it (5:U-3.1.3.2-2)', (t) => {
  const will = `{ topic: w, payload: gone, message-expiry: 60s, content-type: text/plain, payload-format: utf-8,
    response-topic: 'a/\${index}', correlation-data: c, user-properties: [{ a: '1' }, { a: '2' }] }`;
  const text = `
name: t
clients:
  dying: { count: 2, will: ${will} }
steps:
  - connect: all
`;
  const made = planText(text, 'test.yaml', { url: 'mqtt://127.0.0.1', version: 5 });
  const catalog = planFlowCatalog(made);
  const said = {
    payloadFormatIndicator: 1,
    contentType: 'text/plain',
    responseTopic: 'a/1',
    userProperties: [
      ['a', '1'],
      ['a', '2'],
    ],
  };
  t.deepEqual(catalog.propertiesOf(1), { ...said, correlationData: '63' } as const);
  t.is(catalog.messageExpirySecondsOf(1), 60);
  t.deepEqual(clientSpec(made, 1).will?.properties, {
    ...said,
    messageExpiryInterval: 60,
    correlationData: Buffer.from('c'),
  } as const);
});
