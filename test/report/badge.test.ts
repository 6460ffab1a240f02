import { Ajv2020 } from 'ajv/dist/2020.js';
import test from 'ava';
import { initHistograms } from '../../src/metrics/histogram.ts';
import { renderBadge, renderConformanceBadge } from '../../src/report/badge.ts';
import { sampleCase, sampleConformance, sampleVersion } from '../results/conformance-samples.ts';
import { badHealth, failedCheck, sampleResults } from '../results/samples.ts';

await initHistograms();

/** What https://shields.io/badges/endpoint-badge says an endpoint may answer. */
const ENDPOINT = {
  type: 'object',
  required: ['schemaVersion', 'label', 'message'],
  additionalProperties: false,
  properties: {
    schemaVersion: { const: 1 },
    label: { type: 'string' },
    message: { type: 'string', minLength: 1 },
    color: { enum: ['brightgreen', 'green', 'yellow', 'red', 'lightgrey'] },
  },
};

interface Badge {
  readonly label: string;
  readonly message: string;
  readonly color: string;
}

const isEndpoint = new Ajv2020().compile<Badge>(ENDPOINT);

function read(text: string): Badge {
  const badge: unknown = JSON.parse(text);
  if (!isEndpoint(badge)) throw new Error(JSON.stringify(isEndpoint.errors));
  return badge;
}

test('badge.json of a run has its name and verdict', (t) => {
  t.like(read(renderBadge(sampleResults())), { label: 'qos2', message: 'pass', color: 'brightgreen' });
  t.like(read(renderBadge(sampleResults({ check: failedCheck }))), { message: 'fail: Q2-2', color: 'red' });
  t.like(read(renderBadge(sampleResults({ health: badHealth }))), {
    message: 'inconclusive',
    color: 'yellow',
  });
});

test('badge.json of the suite says how many cases, and is less green where failures are known', (t) => {
  const badge = (...verdicts: ('pass' | 'fail' | 'expected-failure')[]): Badge =>
    read(
      renderConformanceBadge(
        sampleConformance({
          verdict: verdicts.includes('fail') ? 'fail' : 'pass',
          versions: [sampleVersion(verdicts.map((verdict, at) => sampleCase(`5:3.1.0-${at}`, verdict)))],
        }),
      ),
    );
  t.deepEqual(badge('pass', 'pass'), {
    ...{ schemaVersion: 1, label: 'MQTT 5.0 conformance' },
    ...{ message: 'pass: 2 cases', color: 'brightgreen' },
  });
  t.like(badge('pass', 'fail'), { message: 'fail: 1 cases', color: 'red' });
  t.like(badge('pass', 'expected-failure'), { message: 'pass: 1 cases, 1 known failures', color: 'green' });
});

test('a name from a file is short, and only shows', (t) => {
  const results = sampleResults();
  const scenario = { ...results.scenario, name: `\u001b[31m${'x'.repeat(500)}` };
  const { label } = read(renderBadge({ ...results, scenario }));
  t.true(label.length <= 60);
  t.true(label.startsWith(String.raw`\x1b`));
});
