import test, { type ExecutionContext } from 'ava';
import type { AccessProbed } from '../../../src/history/observer.ts';
import { judgeAttempts } from '../support/attempts.ts';
import { counted, outcome } from '../support/judge.ts';

function attempted(t: ExecutionContext, different: Partial<AccessProbed>, expected: string): void {
  const report = judgeAttempts([different]);
  t.is(outcome(report), expected, JSON.stringify(report.findings, undefined, 1));
}

const PUBLISH = { action: 'publish', path: 'publish' } as const;

test('a Reason Code shows a denial', attempted, PUBLISH, 'pass');

test('so does the end of the connection', attempted, { ...PUBLISH, answer: 'closed' }, 'pass');

test(
  'L2 fails for a message that is denied and acknowledged as a success in 5.0',
  attempted,
  { ...PUBLISH, answer: 'accepted', reasonCode: 0 },
  'fail L2',
);

test(
  '3.1.1 may acknowledge and drop: it has no way to say no (311:3.3.5-2)',
  attempted,
  { ...PUBLISH, version: 4, answer: 'accepted', reasonCode: 0 },
  'pass',
);

for (const version of [4, 5] as const)
  test(
    `L2 fails for a denied message that is never answered (${version})`,
    attempted,
    { ...PUBLISH, version, answer: 'hung' },
    'fail L2',
  );

test('QoS 0 has no answer', attempted, { ...PUBLISH, qos: 0, answer: 'unanswered' }, 'pass');

test('a denied subscription that is granted, and brings nothing, is worth a warning', (t) => {
  const report = judgeAttempts([{ answer: 'accepted', reasonCode: 1 }]);
  t.is(report.verdict, 'pass');
  t.deepEqual(counted(report, 'warning'), ['L2 1']);
});

test('a wildcard may be granted for the part of it that is allowed', (t) => {
  const report = judgeAttempts([{ answer: 'accepted', reasonCode: 1, path: 'hash' }]);
  t.deepEqual(counted(report, 'warning'), []);
});

test(
  'what had an effect was no denial: L1 has it alone',
  attempted,
  {
    ...PUBLISH,
    answer: 'accepted',
    effects: ['blue-1 received it'],
  },
  'fail L1',
);

test(
  'a success where nobody could have received it may be true',
  attempted,
  {
    ...PUBLISH,
    path: 'unclaimed',
    answer: 'accepted',
  },
  'pass',
);
