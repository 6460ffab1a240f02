import test from 'ava';
import fc from 'fast-check';
import type { ShareKey } from '../../src/broker/delivery.ts';
import { Session } from '../../src/broker/session.ts';
import type { Subscription } from '../../src/broker/subscription.ts';
import { SubscriptionTree } from '../../src/broker/subscription-tree.ts';
import { matchesFilter, topicFilterFault } from '../../src/protocol/topics.ts';

function session(clientId: string): Session {
  return new Session(
    { clientId, username: undefined },
    { messagesMax: 1, bytesMax: 1, whenFull: 'drop-newest' },
  );
}

function subscription(owner: Session, filter: string, share?: ShareKey): Subscription {
  return { session: owner, filter, share, qos: 0, noLocal: false, retainAsPublished: false, identifier: 0 };
}

const level = fc.constantFrom('a', 'b', '', '$x');
const topic = fc
  .array(level, { minLength: 1, maxLength: 4 })
  .map((levels) => levels.join('/'))
  .filter((text) => text !== '');
const filter = fc
  .array(fc.oneof(level, fc.constantFrom('+', '#')), { minLength: 1, maxLength: 4 })
  .map((levels) => levels.join('/'))
  .filter((text) => topicFilterFault(text, 5) === undefined);

test('the tree finds exactly the filters that match, before and after removals', (t) => {
  fc.assert(
    fc.property(
      fc.uniqueArray(filter, { maxLength: 12 }),
      fc.array(topic, { maxLength: 6 }),
      (filters, topics) => {
        const tree = new SubscriptionTree();
        const owner = session('s');
        const all = filters.map((each) => subscription(owner, each));
        for (const each of all) tree.add(each);
        const check = (live: readonly Subscription[]): void => {
          for (const each of topics) {
            const found = tree
              .match(each)
              .subscriptions.map((one) => one.filter)
              .sort();
            const wanted = live
              .map((one) => one.filter)
              .filter((one) => matchesFilter(one, each))
              .sort();
            if (found.join(' ') !== wanted.join(' '))
              throw new Error(`${each}: [${found.join(' ')}], not [${wanted.join(' ')}]`);
          }
        };
        check(all);
        const half = all.length >> 1;
        for (const each of all.slice(0, half)) tree.remove(each);
        check(all.slice(half));
        tree.removeAll(owner);
        check([]);
        return tree.size === 0;
      },
    ),
    { seed: 1, numRuns: 500 },
  );
  t.pass();
});

test('a filter and a topic of 65,535 separators are no trouble', (t) => {
  const tree = new SubscriptionTree();
  const long = '/'.repeat(65_535);
  const own = subscription(session('s'), long);
  tree.add(own);
  t.is(tree.match(long).subscriptions.length, 1);
  tree.remove(own);
  t.is(tree.match(long).subscriptions.length, 0);
});

test('a group takes its connected members in turn, and one that is away only if all are', (t) => {
  const tree = new SubscriptionTree();
  const key = { name: 'g', filter: 'a' };
  const members = ['x', 'y', 'z'].map((id) => session(id));
  for (const each of members) tree.add(subscription(each, '$share/g/a', key));
  const outlet = { isCongested: false } as NonNullable<Session['outlet']>;
  for (const each of members.slice(0, 2)) each.outlet = outlet;
  const [group] = tree.match('a').groups;
  const next = (): string | undefined => group?.choose(() => true)?.session.clientId;
  t.deepEqual([next(), next(), next(), next()], ['x', 'y', 'x', 'y']);
  for (const each of members) each.outlet = undefined;
  t.deepEqual([next(), next(), next()].toSorted(), ['x', 'y', 'z']);
  t.is(
    group?.choose(() => false),
    undefined,
  );
});

test('removing the last member removes the group, and a stranger cannot remove it', (t) => {
  const tree = new SubscriptionTree();
  const own = subscription(session('x'), '$share/g/a', { name: 'g', filter: 'a' });
  tree.add(own);
  tree.remove(subscription(session('y'), '$share/g/a', { name: 'g', filter: 'a' }));
  t.is(tree.match('a').groups.length, 1);
  tree.remove(own);
  t.is(tree.match('a').groups.length, 0);
  t.is(tree.group({ name: 'g', filter: 'a' }), undefined);
});
