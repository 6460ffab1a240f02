import test from 'ava';
import fc from 'fast-check';
import { IntervalSet } from '../../../src/base/interval-set.ts';
import { anyOf, common, inAtLeast, without } from '../../../src/check/judge/sets.ts';

const members = fc.uniqueArray(fc.nat(30), { maxLength: 20 });

function setOfMembers(values: readonly number[]): IntervalSet {
  return IntervalSet.from(values.map((value) => [value, value + 1] as const));
}

function listed(set: IntervalSet): number[] {
  return set.take(100);
}

function sorted(values: Iterable<number>): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

test('without, common and anyOf are difference, intersection and union', (t) => {
  fc.assert(
    fc.property(members, members, (a, b) => {
      const one = setOfMembers(a);
      const other = setOfMembers(b);
      t.deepEqual(listed(without(one, other)), sorted(a.filter((value) => !b.includes(value))));
      t.deepEqual(listed(common(one, other)), sorted(a.filter((value) => b.includes(value))));
      t.deepEqual(listed(anyOf([one, other])), sorted([...a, ...b]));
      t.deepEqual([listed(one), listed(other)], [sorted(a), sorted(b)], 'the arguments are as before');
    }),
  );
});

test('inAtLeast counts in how many sets a member is', (t) => {
  fc.assert(
    fc.property(fc.array(members, { maxLength: 4 }), fc.integer({ min: 1, max: 5 }), (lists, times) => {
      const all = sorted(lists.flat());
      const expected = all.filter((value) => lists.filter((list) => list.includes(value)).length >= times);
      t.deepEqual(listed(inAtLeast(lists.map(setOfMembers), times)), expected);
    }),
  );
});
