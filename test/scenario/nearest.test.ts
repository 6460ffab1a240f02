import test from 'ava';
import fc from 'fast-check';
import { didYouMean, editDistance, nearest } from '../../src/scenario/nearest.ts';

test('the distance counts inserts, deletes, substitutions and swaps of neighbours as one', (t) => {
  t.is(editDistance('', ''), 0);
  t.is(editDistance('', 'abc'), 3);
  t.is(editDistance('connect', 'conect'), 1);
  t.is(editDistance('connect', 'connectt'), 1);
  t.is(editDistance('connect', 'connekt'), 1);
  t.is(editDistance('connect', 'ocnnect'), 1);
  t.is(editDistance('publish', 'pubilsh'), 1);
  t.is(editDistance('kitten', 'sitting'), 3);
});

test('the distance is symmetric, and zero only for equal words', (t) => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      return editDistance(a, b) === editDistance(b, a) && (editDistance(a, b) === 0) === (a === b);
    }),
  );
  t.pass();
});

test('the nearest word is offered only where it is near', (t) => {
  t.is(nearest('keepalive', ['clean-start', 'keep-alive', 'count']), 'keep-alive');
  t.is(nearest('COUNT', ['count']), 'count');
  t.is(nearest('x', ['count', 'id']), undefined);
  t.is(nearest('zebra', ['count', 'rate']), undefined);
  t.is(didYouMean('conect', ['connect']), 'did you mean `connect`?');
  t.is(didYouMean('zebra', []), undefined);
});
