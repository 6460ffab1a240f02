import test from 'ava';
import { worst } from '../../src/check/verdict.ts';

test('the worst verdict wins: fail, inconclusive, pass, skipped', (t) => {
  t.is(worst(['skipped', 'pass', 'inconclusive', 'fail']), 'fail');
  t.is(worst(['skipped', 'pass', 'inconclusive']), 'inconclusive');
  t.is(worst(['skipped', 'pass']), 'pass');
  t.is(worst(['skipped']), 'skipped');
  t.is(worst([]), 'skipped');
});
