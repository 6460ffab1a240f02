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
