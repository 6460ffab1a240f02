import test from 'ava';
import fc from 'fast-check';
import {
  matchesFilter,
  parseSharedFilter,
  topicFilterFault,
  topicNameFault,
} from '../../src/protocol/topics.ts';

test('a Topic Name has at least one character, no wildcard and no U+0000 (4.7)', (t) => {
  const faults = [
    ['', '5:4.7.3-1', '311:4.7.3-1'],
    ['a/+', '5:4.7.0-1', '311:4.7.1-1'],
    ['a#b', '5:4.7.0-1', '311:4.7.1-1'],
    ['a\0b', '5:4.7.3-2', '311:4.7.3-2'],
    ['\uD800', '5:1.5.4-1', '311:1.5.3-1'],
    ['ü'.repeat(32_768), '5:4.7.3-3', '311:4.7.3-3'],
  ] as const;
  for (const [topic, five, old] of faults) {
    t.is(topicNameFault(topic, 5)?.clause, five);
    t.is(topicNameFault(topic, 4)?.clause, old);
  }
});

test('slashes, spaces, $ and 65,535 bytes are fit for a Topic Name (4.7.3)', (t) => {
  for (const topic of ['/', '//', 'a//b', ' ', '$SYS/x', '$share/g/a', '😀', 'x'.repeat(65_535)]) {
    t.is(topicNameFault(topic, 5), undefined);
    t.is(topicFilterFault(topic, 4), undefined);
  }
});

test('# stands alone or behind a separator, and last (5:4.7.1-1, 311:4.7.1-2)', (t) => {
  for (const filter of ['#', 'a/#', '/#', '+/#', '+/a/#'])
    t.is(topicFilterFault(filter, 5), undefined, filter);
  for (const filter of ['a#', 'a/#/b', '##', '#/', 'a/b#', '#a']) {
    t.is(topicFilterFault(filter, 5)?.clause, '5:4.7.1-1', filter);
    t.is(topicFilterFault(filter, 4)?.clause, '311:4.7.1-2', filter);
  }
});

test('+ takes up a whole level (5:4.7.1-2, 311:4.7.1-3)', (t) => {
  for (const filter of ['+', '+/', '/+', '+/+', 'a/+/b', '+/a'])
    t.is(topicFilterFault(filter, 5), undefined, filter);
  for (const filter of ['a+', '+a', 'a/+b', 'a+/b', '++', '+a/#']) {
    t.is(topicFilterFault(filter, 5)?.clause, '5:4.7.1-2', filter);
    t.is(topicFilterFault(filter, 4)?.clause, '311:4.7.1-3', filter);
  }
});

test('an empty filter is none (4.7.3-1)', (t) => {
  t.is(topicFilterFault('', 5)?.clause, '5:4.7.3-1');
  t.is(topicFilterFault('', 4)?.clause, '311:4.7.3-1');
});

test('a shared filter has a share name without wildcards, and a filter (5:4.8.2-1, 5:4.8.2-2)', (t) => {
  const faults = [
    ['$share/', '5:4.8.2-1'],
    ['$share//a', '5:4.8.2-1'],
    ['$share/g', '5:4.8.2-2'],
    ['$share/g/', '5:4.8.2-2'],
    ['$share/+/a', '5:4.8.2-2'],
    ['$share/g#/a', '5:4.8.2-2'],
    ['$share/g/a#', '5:4.7.1-1'],
    ['$share/g/+a', '5:4.7.1-2'],
  ] as const;
  for (const [filter, clause] of faults) {
    t.is(topicFilterFault(filter, 5)?.clause, clause, filter);
    t.is(parseSharedFilter(filter), undefined, filter);
  }
  t.deepEqual(parseSharedFilter('$share/g/a/+'), { group: 'g', filter: 'a/+' });
  t.deepEqual(parseSharedFilter('$share/g//'), { group: 'g', filter: '/' });
  t.deepEqual(parseSharedFilter('$share/g/#'), { group: 'g', filter: '#' });
});

test('what only looks shared is an ordinary filter', (t) => {
  for (const filter of ['$share', 'share/g/a', '$sharex/g/a', '$SHARE/g/a']) {
    t.is(parseSharedFilter(filter), undefined);
    t.is(topicFilterFault(filter, 5), undefined);
  }
  t.is(topicFilterFault('$share/', 4), undefined, '3.1.1 knows no shared filters');
});

/** [filter, topics that match, topics that do not], most of them from sections 4.7.1 and 4.7.2. */
const MATCHES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    'sport/tennis/player1/#',
    ['sport/tennis/player1', 'sport/tennis/player1/ranking', 'sport/tennis/player1/a/b'],
    ['sport/tennis/player10', 'sport/tennis'],
  ],
  ['sport/#', ['sport', 'sport/', 'sport/a'], ['sports', 'Sport']],
  ['#', ['a', '/', 'a/b', '/$SYS'], ['$SYS', '$SYS/a']],
  [
    'sport/tennis/+',
    ['sport/tennis/player1', 'sport/tennis/'],
    ['sport/tennis/player1/ranking', 'sport/tennis'],
  ],
  ['sport/+', ['sport/', 'sport/a'], ['sport']],
  ['+', ['a', 'finance'], ['/finance', 'a/', '/', '$SYS']],
  ['+/+', ['/finance', 'a/b', '/'], ['finance', 'a/b/c', '$SYS/a']],
  ['/+', ['/finance', '/'], ['finance', '//']],
  ['+/tennis/#', ['sport/tennis', 'a/tennis/x/y', '/tennis'], ['tennis', '$SYS/tennis']],
  ['sport/+/player1', ['sport/tennis/player1', 'sport//player1'], ['sport/player1', 'sport/a/b/player1']],
  ['$SYS/#', ['$SYS', '$SYS/monitor'], ['SYS', '$SYSx']],
  ['$SYS/monitor/+', ['$SYS/monitor/Clients'], ['$SYS/monitor']],
  ['/#', ['/', '/a', '/a/b'], ['a', 'a/']],
  ['//#', ['//', '//a', '/'], ['a', '/a']],
  ['a//b', ['a//b'], ['a/b', 'a///b']],
  ['ACCOUNTS', ['ACCOUNTS'], ['Accounts', 'ACCOUNT', 'ACCOUNTSS', 'ACCOUNTS/']],
  ['a/+/#', ['a/b', 'a/', 'a/b/c'], ['a', 'b/c']],
];

test('filters match as the examples of section 4.7 say (5:4.7.2-1, 311:4.7.2-1)', (t) => {
  for (const [filter, matching, others] of MATCHES) {
    for (const topic of matching) t.true(matchesFilter(filter, topic), `${filter} has to match ${topic}`);
    for (const topic of others) t.false(matchesFilter(filter, topic), `${filter} must not match ${topic}`);
  }
});

/** The rules level by level, as section 4.7 tells them. */
function matchesByLevels(filter: string, topic: string): boolean {
  const [filters, topics] = [filter.split('/'), topic.split('/')];
  if (topic.startsWith('$') && /^[+#]/.test(filter)) return false;
  for (const [at, level] of filters.entries()) {
    if (level === '#') return topics.length >= at;
    if (at >= topics.length || (level !== '+' && level !== topics[at])) return false;
  }
  return filters.length === topics.length;
}

test('matching character by character equals matching level by level', (t) => {
  const level = fc.constantFrom('', 'a', 'b', 'ab', '$a');
  const topic = fc.array(level, { minLength: 1, maxLength: 5 }).map((levels) => levels.join('/'));
  const filter = fc.array(fc.oneof(level, fc.constant('+')), { maxLength: 5 });
  const whole = fc
    .tuple(filter, fc.boolean())
    .map(([levels, all]) => [...levels, ...(all ? ['#'] : [])].join('/'));
  fc.assert(
    fc.property(whole, topic, (wanted, name) => {
      fc.pre(wanted !== '' && name !== '');
      t.is(topicFilterFault(wanted, 4), undefined);
      t.is(matchesFilter(wanted, name), matchesByLevels(wanted, name), `${wanted} on ${name}`);
    }),
    { numRuns: 20_000 },
  );
});
