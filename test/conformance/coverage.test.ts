import test from 'ava';
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { CASES } from '../../src/conformance/cases/index.ts';
import { statement } from '../../src/protocol/statements.ts';
import { coverageDocument } from './coverage.ts';

const PATH = 'docs/conformance-coverage.md';

test('docs/conformance-coverage.md says what the suite judges', async (t) => {
  const wanted = await format(coverageDocument(), { ...(await resolveConfig(PATH)), parser: 'markdown' });
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(PATH, wanted);
  t.is(readFileSync(PATH, 'utf8'), wanted, 'UPDATE_GOLDEN=1 writes it anew');
});

test('every case has an id of its own, and names a statement that exists', (t) => {
  const ids = CASES.map(({ id }) => id);
  t.deepEqual(
    ids.filter((id, index) => ids.indexOf(id) !== index),
    [],
  );
  const unknown = CASES.filter(
    ({ statement: id }) => statement(id) === undefined && !/:(?:ACL-|U-integrity)/u.test(id),
  );
  t.deepEqual(
    unknown.map(({ id }) => id),
    [],
  );
});
