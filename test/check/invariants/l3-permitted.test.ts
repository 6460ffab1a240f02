import test, { type ExecutionContext } from 'ava';
import type { AccessProbed } from '../../../src/history/observer.ts';
import { judgeAttempts } from '../support/attempts.ts';
import { outcome } from '../support/judge.ts';

function attempted(t: ExecutionContext, different: Partial<AccessProbed>, expected: string): void {
  const report = judgeAttempts([
    {},
    { policy: 'allowed', relation: 'own', answer: 'accepted', ...different },
  ]);
  t.is(outcome(report), expected, JSON.stringify(report.findings, undefined, 1));
}

test('what is allowed and arrives is right', attempted, {}, 'pass');

test('L3 fails for a permitted subscription that is refused', attempted, { answer: 'refused' }, 'fail L3');

test('L3 fails for a connection that ends over what is allowed', attempted, { answer: 'closed' }, 'fail L3');

test(
  'L3 fails for a permitted message that is not answered',
  attempted,
  { action: 'publish', path: 'publish', answer: 'hung' },
  'fail L3',
);

test('L3 fails where a permitted message does not arrive', attempted, { control: 'failed' }, 'fail L3');

test('without a message to wait for nothing is known', attempted, { control: 'none' }, 'inconclusive L3');

test('a connection that is lost proves nothing', attempted, { answer: 'lost' }, 'inconclusive L3');

test('what was not tried is not judged', attempted, { answer: 'skipped', control: 'none' }, 'pass');
