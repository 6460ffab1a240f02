import test from 'ava';
import { edited, keyOf, placesIn } from '../../../src/scenario/shrink/edit.ts';

test('items are taken out from the last to the first, so that numbers stay true', (t) => {
  const text = 'list: [a, b, c, d, e, f, g, h, i, j, k, l]\nother: 1\n';
  const edits = [{ remove: ['list', 0] }, { remove: ['list', 11] }, { remove: ['list', 2] }];
  t.is(edited(text, edits), 'list: [ b, d, e, f, g, h, i, j, k ]\nother: 1\n');
});

test('values are set before anything is taken out, and comments stay', (t) => {
  const text = '# head\nlist:\n  - { n: 1 } # one\n  - { n: 2 } # two\n';
  t.is(
    edited(text, [{ remove: ['list', 0] }, { path: ['list', 1, 'n'], value: 5 }]),
    '# head\nlist:\n  - { n: 5 } # two\n',
  );
});

test('an alias without its anchor is no text', (t) => {
  t.is(edited('a: &x { n: 1 }\nb: *x\n', [{ remove: ['a'] }]), undefined);
});

test('a path that is not there is no text either, or changes nothing', (t) => {
  t.true([undefined, 'a: 1\n'].includes(edited('a: 1\n', [{ remove: ['b', 3] }])));
});

test('every node has its place, outer ones first, and a key', (t) => {
  const places = placesIn('steps:\n  - connect: [a, b]\n');
  t.deepEqual(
    places.map(({ path }) => path.join('.')),
    ['', 'steps', 'steps.0', 'steps.0.connect', 'steps.0.connect.0', 'steps.0.connect.1'],
  );
  t.is(keyOf(['steps', 0, 'connect', 1]), 'connect');
  t.deepEqual(placesIn('a: [b'), []);
});
