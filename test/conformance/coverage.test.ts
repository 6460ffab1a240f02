import test from 'ava';
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { CASES } from '../../src/conformance/cases/index.ts';
import { statement } from '../../src/protocol/statements.ts';
import { coverage, coverageDocument, isObservable } from './coverage.ts';
import { REASONS } from './unobservable.ts';

const PATH = 'docs/conformance-coverage.md';

test('docs/conformance-coverage.md says what the suite judges', async (t) => {
  const wanted = await format(coverageDocument(), { ...(await resolveConfig(PATH)), parser: 'markdown' });
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(PATH, wanted);
  t.is(readFileSync(PATH, 'utf8'), wanted, 'UPDATE_GOLDEN=1 writes it anew');
});

test('every statement that can be observed is proved by a defect, and every other one has its reason', (t) => {
  const rows = coverage();
  const idsOf = (some: typeof rows): string[] => some.map(({ statement: { id } }) => id);
  const observable = rows.filter((row) => isObservable(row.statement));
  t.deepEqual(idsOf(observable.filter(({ proofs }) => proofs.length === 0)), []);
  const hidden = rows.filter((row) => !isObservable(row.statement) && row.cases === 0 && !row.isPassive);
  t.deepEqual(idsOf(hidden).sort(), Object.keys(REASONS).sort());
});

test('every rule about access is proved by a defect', (t) => {
  t.false(coverageDocument().includes('unproven'));
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
