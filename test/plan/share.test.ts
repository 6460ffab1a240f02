import test from 'ava';
import { memberIndexes } from '../../src/plan/members.ts';
import { shareCount, shareOfGroup } from '../../src/plan/share.ts';
import { onlyStep, planOf } from './support.ts';
import type { PlannedGroup } from '../../src/plan/types.ts';

function groupOfSize(count: number, name = 'a', first = 0): PlannedGroup {
  const [group] = planOf({ [name]: count }, []).groups;
  if (group === undefined) throw new Error('no group');
  return { ...group, first };
}

test('a share is rounded to whole clients, halves up, and is one client at least', (t) => {
  t.is(shareCount(100, 0.5), 50);
  t.is(shareCount(3, 0.5), 2);
  t.is(shareCount(5, 0.5), 3);
  t.is(shareCount(10, 0.14), 1);
  t.is(shareCount(10, 0.15), 2);
  t.is(shareCount(1000, 0.0001), 1);
  t.is(shareCount(7, 1), 7);
});

test('a share is that many different clients of the group, chosen by the seed', (t) => {
  const group = groupOfSize(1000, 'a', 500);
  const chosen = memberIndexes(shareOfGroup(group, 0.3, 1));
  t.is(new Set(chosen).size, 300);
  t.true(chosen.every((client) => client >= 500 && client < 1500));
  t.deepEqual(chosen, memberIndexes(shareOfGroup(group, 0.3, 1)));
  t.notDeepEqual(chosen, memberIndexes(shareOfGroup(group, 0.3, 2)));
  t.notDeepEqual(chosen, memberIndexes(shareOfGroup({ ...group, name: 'b' }, 0.3, 1)));
});

test('a larger share contains a smaller one, so that whoever left can be told to come back', (t) => {
  const group = groupOfSize(200);
  const large = new Set(memberIndexes(shareOfGroup(group, 0.7, 9)));
  t.true(memberIndexes(shareOfGroup(group, 0.2, 9)).every((client) => large.has(client)));
});

test('a choice is spread evenly: each client is in half of the halves', (t) => {
  const group = groupOfSize(20);
  const times = Array.from({ length: 20 }, () => 0);
  for (let seed = 0; seed < 2000; seed += 1)
    for (const client of memberIndexes(shareOfGroup(group, 0.5, seed)))
      times[client] = (times[client] ?? 0) + 1;
  for (const count of times) t.true(Math.abs(count - 1000) < 120, String(count));
});

test('a share of several groups is the share of each', (t) => {
  const plan = planOf({ a: 10, b: 20 }, ['drop: { clients: all, share: 50% }']);
  const dropped = memberIndexes(onlyStep(plan, 'drop').members);
  t.is(dropped.filter((client) => client < 10).length, 5);
  t.is(dropped.filter((client) => client >= 10).length, 10);
});

test('equal shares in different steps are the same clients', (t) => {
  const plan = planOf({ a: 50 }, ['drop: { clients: a, share: 30% }', 'resume: { clients: a, share: 30% }']);
  t.deepEqual(onlyStep(plan, 'drop').members, onlyStep(plan, 'resume').members);
});
