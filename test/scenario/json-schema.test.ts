import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import test from 'ava';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { scenarioJsonSchema } from '../../src/scenario/json-schema.ts';
import { loadScenario } from '../../src/scenario/load-scenario.ts';
import { loadText, scenarioText, type Parts } from './support.ts';

const SCENARIOS = new URL('../../../scenarios/', import.meta.url);
const SCHEMA = new URL('../../../schema/scenario.schema.json', import.meta.url);

const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(scenarioJsonSchema());
const shipped = (await readdir(SCENARIOS)).filter((name) => name.endsWith('.yaml'));

test('the committed schema is the one that the language describes: `node tools/generate-schema.mjs` renews it', (t) => {
  t.is(readFileSync(SCHEMA, 'utf8'), `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
});

test('scenarios ship', (t) => {
  t.true(shipped.length >= 9);
});

for (const name of shipped) {
  test(`${name} is sound, by the loader and by JSON Schema, and named as its file`, async (t) => {
    const text = await readFile(new URL(name, SCENARIOS), 'utf8');
    t.is(`${loadText(text).name}.yaml`, name);
    t.true(validate(parse(text)), JSON.stringify(validate.errors));
  });
}

const BROKEN: readonly (string | Parts)[] = [
  'just text',
  '[]',
  'name: a\n',
  'name: a\nclients: {}\nsteps: []\n',
  'name: a\nconformance: some\n',
  'name: a\nconformance: { levels: [MUSTNT] }\n',
  { top: 'stepz: 1' },
  { top: 'protocol: "4"' },
  { top: 'seed: 1.5' },
  { top: 'seed: -1' },
  { top: 'target: 5' },
  { top: 'target: { url: "mqtt://a", nobody: 1 }' },
  { top: 'vars: { a: [1] }' },
  { top: 'vars: { a-b: 1 }' },
  { top: 'thresholds: [5]' },
  { top: 'thresholds: [{ abort: true }]' },
  { clients: '  sensor: {}' },
  { clients: '  sensor: { count: 0 }' },
  { clients: '  sensor: { count: "3" }' },
  { clients: '  sensor: { count: 1, keep-alive: 5 }' },
  { clients: '  sensor: { count: 1, clean-start: yes }' },
  { clients: '  sensor: { count: 1, username: true }' },
  { clients: '  sensor: { count: 1, receive-maximum: 0 }' },
  { clients: '  sensor: { count: 1, engine: steam }' },
  { clients: '  sensor: { count: 1, will: { payload: a } }' },
  { clients: '  sensor: { count: 1 }\n  "a b": { count: 1 }' },
  { steps: ['conect: all'] },
  { steps: ['connect: {}'] },
  { steps: ['wait: 5'] },
  { steps: ['wait: soon'] },
  { steps: ['drain'] },
  { steps: ['wait: 1s\n    drain: 1s'] },
  { steps: ['drop: { clients: sensor, how: softly }'] },
  { steps: ['drop: { clients: sensor, share: 0.5 }'] },
  { steps: ['publish: { clients: sensor, qos: 1, rate: 1/s, for: 1s }'] },
  { steps: ['publish: { clients: sensor, topic: a, qos: 3, rate: 1/s, for: 1s }'] },
  { steps: ['publish: { clients: sensor, topic: a, qos: 1, rate: 5, for: 1s }'] },
  { steps: ['publish: { clients: sensor, topic: a, qos: 1, payload: big, rate: 1/s, for: 1s }'] },
  { steps: ['repeat: { times: 0, steps: [wait: 1s] }'] },
  { steps: ['repeat: { times: 1 }'] },
  { steps: ['parallel: []'] },
  { steps: ['parallel: [[nothing: 1]]'] },
];

for (const [at, file] of BROKEN.entries()) {
  const text = typeof file === 'string' ? file : scenarioText(file);
  test(`broken file ${at + 1} is refused by the loader and by JSON Schema: ${JSON.stringify(file)}`, (t) => {
    t.false(loadScenario(text, 'broken.yaml').ok);
    t.false(validate(parse(text)));
  });
}
