import test from 'ava';
import { loadScenario } from '../../src/scenario/load-scenario.ts';
import { RowsBuilder, type RowsResult } from '../../src/scenario/rows.ts';
import { planScenario } from '../../src/plan/plan-scenario.ts';
import { clientSpec } from '../../src/plan/client-spec.ts';
import { planFlowCatalog } from '../../src/plan/flow-catalog.ts';
import { scenarioText, withoutMark, type Parts } from './support.ts';

const TABLE = [
  ['a1', 'red', 'hunter2'],
  ['b2', 'blue', 'swordfish'],
  ['c3', 'gre/en', 'x+y'],
] as const;

function readRows(file: string): RowsResult {
  if (file === 'broken.csv') return { ok: false, problem: 'broken.csv:7: a quote is never closed' };
  const builder = new RowsBuilder(['id', 'tenant', 'secret']);
  if (file !== 'empty.csv') for (const row of TABLE) builder.add(row);
  return { ok: true, rows: builder.build() };
}

const group = (text: string): Parts => ({ clients: `  sensor: { ${text} }` });
const withStep = (text: string): Parts => ({
  clients: '  sensor: { count: 3, rows: devices.csv }\n  plain: { count: 1 }',
  steps: [text],
});

for (const [code, when, parts, message] of [
  [
    'too-few-rows',
    'there are fewer rows than clients',
    group('count: 4, rows: ‸devices.csv'),
    /3 rows.*4 clients/u,
  ],
  [
    'too-few-rows',
    'there are no rows at all',
    group('count: 1, rows: { ‸file: empty.csv, reuse: true }'),
    /no rows/u,
  ],
  ['bad-rows', 'the file is broken', group('count: 1, rows: ‸broken.csv'), /broken\.csv:7/u],
  [
    'unknown-column',
    'no column has that name',
    group('count: 1, rows: devices.csv, password: ‸"${row.sekret}"'),
    /no column `sekret`/u,
  ],
  ['name-not-here', 'a group has no rows', group('count: 1, id: ‸"${row.id}"'), /has no rows/u],
  ['unknown-name', 'no column is named', group('count: 1, rows: devices.csv, id: "${‸row}"'), /all columns/u],
  [
    'text-in-arithmetic',
    'a field is added to',
    group('count: 1, rows: devices.csv, id: "${‸row.id + 1}"'),
    /text/u,
  ],
  [
    'invalid-topic-name',
    'a field makes a topic with a wildcard',
    withStep('publish: { clients: sensor, topic: ‸"t/${row.secret}", qos: 0, rate: 1/s, for: 1s }'),
    /row 3 .*wildcard/u,
  ],
  [
    'name-not-here',
    'a step acts on a group without rows as well',
    withStep('subscribe: { clients: all, filter: ‸"t/${row.tenant}", qos: 0 }'),
    /`plain` has no rows/u,
  ],
  [
    'unknown-column',
    'JSON names a column that is not there',
    withStep(
      'publish: { clients: sensor, topic: t, qos: 0, payload: ‸{ json: { id: "${row.ident}" } }, rate: 1/s, for: 1s }',
    ),
    /no column `ident`/u,
  ],
] as const)
  test(`${code} when ${when}`, (t) => {
    const { text, line, column } = withoutMark(scenarioText(parts));
    const result = loadScenario(text, 'test.yaml', { readRows });
    t.false(result.ok);
    if (result.ok) return;
    const [problem] = result.problems;
    t.is(problem?.code, code);
    t.regex(problem?.message ?? '', message);
    t.notRegex(JSON.stringify(result.problems), /hunter2|swordfish/u);
    // `{ file: … }` is pointed at as a whole.
    t.is(problem?.line, line);
    t.true(Math.abs((problem?.column ?? 0) - column) <= 2);
  });

test('client i has row i, in its id, credentials, certificates, Will, topics and filters', (t) => {
  const text = `name: rows
clients:
  plain: { count: 2 }
  sensor:
    count: 3
    rows: devices.csv
    id: "\${row.id}"
    username: "\${row.tenant}/\${row.id}"
    password: "\${row.secret}"
    tls: { cert: "certs/\${row.id}.pem", key: "certs/\${row.id}-key.pem" }
    will: { topic: "gone/\${row.tenant}", payload: "\${row.id}" }
steps:
  - connect: all
  - publish: { clients: sensor, topic: "d/\${row.tenant}/\${topic}", topics: 2, qos: 0, rate: 1/s, for: 1s }
`;
  const result = loadScenario(text, 'test.yaml', { readRows });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const plan = planScenario(result.scenario, { version: 5, seed: 1, runId: 1 });
  const last = clientSpec(plan, 4);
  t.is(last.clientId, 'c3');
  t.is(last.username, 'gre/en/c3');
  t.is(last.password, 'x+y');
  t.is(last.tls.certFile, 'certs/c3.pem');
  t.is(last.tls.keyFile, 'certs/c3-key.pem');
  t.deepEqual([last.will?.topic, last.will?.payload], ['gone/gre/en', 'c3']);
  const catalog = planFlowCatalog(plan);
  t.is(catalog.topicOf(0), 'd/red/0');
  t.is(catalog.topicOf(5), 'd/gre/en/1');
});

test('rows are used again where the scenario says so', (t) => {
  const text = scenarioText(
    group('count: 7, rows: { file: devices.csv, reuse: true }, username: "${row.id}"'),
  );
  const result = loadScenario(text, 'test.yaml', { readRows });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const plan = planScenario(result.scenario, { version: 5, seed: 1, runId: 1 });
  t.deepEqual(
    Array.from({ length: 7 }, (_, client) => clientSpec(plan, client).username),
    ['a1', 'b2', 'c3', 'a1', 'b2', 'c3', 'a1'],
  );
});

test('two rows with one id would be two clients with one id', (t) => {
  const text = scenarioText(group('count: 4, rows: { file: devices.csv, reuse: true }, id: "${row.id}"'));
  const result = loadScenario(text, 'test.yaml', { readRows });
  t.is(result.ok ? undefined : result.problems[0]?.code, 'duplicate-client-id');
});
