import test from 'ava';
import fc from 'fast-check';
import { TopicIndex } from '../../../src/check/judge/topic-index.ts';
import { matchesFilter } from '../../../src/protocol/topics.ts';

const level = fc.constantFrom('a', 'b', '', '$s');
const topic = fc
  .array(level, { minLength: 1, maxLength: 4 })
  .map((levels) => levels.join('/'))
  .filter((name) => name !== '');
const filter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { maxLength: 4 }), fc.boolean())
  .map(([levels, open]) => [...levels, ...(open ? ['#'] : [])].join('/'))
  .filter((text) => text !== '');

test('the index finds exactly the flows whose topics match a filter', (t) => {
  fc.assert(
    fc.property(fc.array(topic, { maxLength: 20 }), filter, (topics, text) => {
      const index = new TopicIndex();
      for (const [flow, name] of topics.entries()) index.add(name, flow);
      const expected = topics.flatMap((name, flow) => (matchesFilter(text, name) ? [flow] : []));
      t.deepEqual(
        [...index.flowsFor(text)].sort((a, b) => a - b),
        expected,
      );
    }),
  );
});

test('a shared filter finds what the filter in it matches', (t) => {
  const index = new TopicIndex();
  index.add('a/b', 0);
  index.add('c', 1);
  t.deepEqual(index.flowsFor('$share/group/a/+'), [0]);
});
