import test from 'ava';
import fc from 'fast-check';
import {
  MemberIndex,
  memberCount,
  memberIndexes,
  membersOf,
  normalizeMembers,
} from '../../src/plan/members.ts';
import type { ClientRange } from '../../src/plan/types.ts';

const ranges = fc.array(fc.record({ first: fc.nat({ max: 60 }), count: fc.nat({ max: 10 }) }), {
  maxLength: 12,
});

function setOf(list: readonly ClientRange[]): number[] {
  const set = new Set(
    list.flatMap(({ first, count }) => Array.from({ length: count }, (_, at) => first + at)),
  );
  return [...set].toSorted((a, b) => a - b);
}

test('any ranges become ascending, disjoint, non-adjacent ones with the same clients', (t) => {
  fc.assert(
    fc.property(ranges, (list) => {
      const members = normalizeMembers(list);
      for (let at = 1; at < members.length; at += 1) {
        const before = members[at - 1] as ClientRange;
        if ((members[at] as ClientRange).first <= before.first + before.count) return false;
      }
      return JSON.stringify(memberIndexes(members)) === JSON.stringify(setOf(list));
    }),
  );
  t.pass();
});

test('ordinals count the members from 0, both ways, and nobody else has one', (t) => {
  fc.assert(
    fc.property(ranges, (list) => {
      const members = normalizeMembers(list);
      const index = new MemberIndex(members);
      const all = memberIndexes(members);
      const agree = all.every(
        (client, ordinal) => index.clientAt(ordinal) === client && index.ordinalOf(client) === ordinal,
      );
      const others = Array.from({ length: 80 }, (_, client) => client).filter(
        (client) => !all.includes(client),
      );
      return (
        agree &&
        index.count === all.length &&
        memberCount(members) === all.length &&
        others.every((client) => index.ordinalOf(client) === undefined)
      );
    }),
  );
  t.pass();
});

test('ascending indexes become ranges, and back', (t) => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat({ max: 100 })), (list) => {
      const ascending = list.toSorted((a, b) => a - b);
      return JSON.stringify(memberIndexes(membersOf(ascending))) === JSON.stringify(ascending);
    }),
  );
  t.deepEqual(membersOf([1, 2, 3, 7, 9, 10]), [
    { first: 1, count: 3 },
    { first: 7, count: 1 },
    { first: 9, count: 2 },
  ]);
});

test('an ordinal beyond the members is a defect of ours', (t) => {
  t.throws(() => new MemberIndex([{ first: 5, count: 2 }]).clientAt(2));
  t.throws(() => new MemberIndex([]).clientAt(0));
});
