import test from 'ava';
import { CASES } from '../../src/conformance/cases/index.ts';
import { selectCases, type Selection } from '../../src/conformance/select.ts';

function ids(selection: Selection): string[] {
  return selectCases(CASES, selection).map(({ id }) => id);
}

test('a statement selects all its cases, with or without its version', (t) => {
  const both = ids({ ids: ['3.1.0-2'] });
  t.deepEqual([...both].sort(), ['311:3.1.0-2', '5:3.1.0-2']);
  t.deepEqual(ids({ ids: ['5:3.1.0-2'] }), ['5:3.1.0-2']);
});

test('a star stands for anything', (t) => {
  const some = ids({ ids: ['311:3.3.1-*'] });
  t.true(some.length > 5 && some.every((id) => id.startsWith('311:3.3.1-')));
});

test('a section holds those below it and no other', (t) => {
  const some = ids({ sections: ['3.1'], version: 5 });
  t.true(some.length > 20 && some.every((id) => /^5:(?:U-)?3\.1\./u.test(id)));
});

test('features are words of title or id', (t) => {
  t.true(ids({ features: ['shared'] }).length > 0);
  t.deepEqual(ids({ features: ['no such word'] }), []);
});
