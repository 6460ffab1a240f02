import test, { type ExecutionContext } from 'ava';
import type { AccessContext, AccessWord } from '../../../src/check/context.ts';
import type { AccessProbed } from '../../../src/history/observer.ts';
import { judgeAttempts } from '../support/attempts.ts';
import { judged, outcome } from '../support/judge.ts';

/** Who must not read or write what, as `1 reads a/b`. */
function policy(...denied: readonly string[]): { access: AccessContext } {
  const word = (client: number, verb: string, topic: string): AccessWord =>
    denied.includes(`${client} ${verb} ${topic}`) ? 'denied' : 'allowed';
  return {
    access: {
      mayPublish: (client, topic) => word(client, 'writes', topic),
      mayReceive: (client, topic) => word(client, 'reads', topic),
      sampling: [],
    },
  };
}

const DELIVERY = `
  flow 0 qos 1 topic a/b
  0 connect
  1 connect
  1 subscribe a/+ 1
  sent f0 0
  1 gets f0 0
  drain complete
`;

test('L1 passes where both may', judged, DELIVERY, 'pass', policy('2 reads a/b', '1 writes a/b'));

test('L1 fails for a delivery that the policy denies', judged, DELIVERY, 'fail L1', policy('1 reads a/b'));

test('L1 fails for a delivery of a denied publish', judged, DELIVERY, 'fail L1', policy('0 writes a/b'));

test(
  'L1 fails for a denied message on a connection that a Clean Start has replaced, and that is still read from',
  judged,
  `
  flow 0 qos 1 topic a/b
  0 connect
  1 connect
  1 subscribe a/+ 1
  sent f0 0
  1 connecting
  1 connack
  1 gets f0 0 on 1
  1 is disconnected on 1
  drain complete
`,
  'fail L1',
  policy('1 reads a/b'),
);

test(
  'L1 fails for a denied message that was retained',
  judged,
  `
  flow 0 qos 1 topic a/b retain
  0 connect
  sent f0 0
  1 connect
  1 subscribe a/+ 1
  1 gets f0 0 retain
  drain complete
`,
  'fail L1',
  policy('1 reads a/b'),
);

test(
  'L1 fails for messages of others on a denied topic',
  judged,
  `
  flow 0 qos 1 topic a/b
  0 connect
  1 connect
  1 subscribe # 1
  sent f0 0
  1 gets f0 0
  1 strays unstamped other/x
  drain complete
`,
  'fail L1',
  policy('1 reads other/x'),
);

test('L1 says nothing of what the policy leaves open', (t) => {
  const open: AccessContext = {
    mayPublish: () => 'unspecified',
    mayReceive: () => 'unspecified',
    sampling: [],
  };
  judged(t, DELIVERY, 'pass', { access: open });
  const denied: AccessContext = { ...open, mayReceive: () => 'denied' };
  judged(t, DELIVERY, 'fail L1', { access: denied });
});

function attempted(t: ExecutionContext, attempts: readonly Partial<AccessProbed>[], expected: string): void {
  const report = judgeAttempts(attempts);
  t.is(outcome(report), expected, JSON.stringify(report.findings, undefined, 1));
}

const GRANTED = { answer: 'accepted', reasonCode: 1, path: 'hash' } as const;
const LEAK = ['the canary of blue-1 on "blue/1/x" (QoS 1)'];

test('a subscription that is refused proves isolation by itself', attempted, [{ control: 'failed' }], 'pass');

test(
  'a connection that the broker ends proves it as well',
  attempted,
  [{ answer: 'closed', control: 'none' }],
  'pass',
);

test('silence with a control is isolation', attempted, [GRANTED], 'pass');

test(
  'silence is nothing where the control failed',
  attempted,
  [{}, { ...GRANTED, control: 'failed' }],
  'inconclusive L1',
);

test(
  'silence is nothing where there is no control',
  attempted,
  [{}, { ...GRANTED, control: 'none' }],
  'inconclusive L1',
);

test(
  'a leak is a leak, whatever the control says',
  attempted,
  [{ ...GRANTED, effects: LEAK, control: 'failed' }],
  'fail L1',
);

test('a leak after a refusal is a leak', attempted, [{ effects: LEAK }], 'fail L1');

test(
  'a denied publish that is refused and delivered is a leak',
  attempted,
  [{ action: 'publish', path: 'publish', effects: ['blue-1 received it'] }],
  'fail L1',
);

test(
  'a refused publish proves nothing without a control: it might be delivered all the same',
  attempted,
  [{}, { action: 'publish', path: 'publish', control: 'failed' }],
  'inconclusive L1',
);

test(
  'a refused CONNECT leaves no Will (5:3.1.4-6)',
  attempted,
  [{ action: 'publish', path: 'will', control: 'none' }],
  'pass',
);

test(
  'what was not tried neither passes nor fails',
  attempted,
  [{}, { ...GRANTED, answer: 'skipped', control: 'none' }],
  'pass',
);

test('nothing but what was not tried is no pass', (t) => {
  t.is(judgeAttempts([{ answer: 'skipped' }]).verdict, 'inconclusive');
});

test('a finding names who, what and by which way', (t) => {
  const [finding] = judgeAttempts([{ ...GRANTED, path: 'retained', effects: LEAK }]).findings;
  t.is(finding?.summary, 'red-0 received what it may not read (blue/${index}/#): as a Retained Message.');
  t.is(finding?.actual, LEAK[0]);
  t.is(finding?.topic, 'blue/1/x');
});

test('the matrix has one line for each kind of attempt, with what was answered', (t) => {
  const { access } = judgeAttempts([
    {},
    {},
    GRANTED,
    { ...GRANTED, effects: LEAK },
    { policy: 'allowed', answer: 'accepted' },
  ]);
  t.deepEqual(
    access?.rows.map(({ path, policy: word, verdict, attempts, answers, leaks }) => [
      path,
      word,
      verdict,
      attempts,
      answers,
      leaks,
    ]),
    [
      ['direct', 'denied', 'pass', 2, { refused: 2 }, 0],
      ['hash', 'denied', 'fail', 2, { accepted: 2 }, 1],
      ['direct', 'allowed', 'pass', 1, { accepted: 1 }, 0],
    ],
  );
});
