import test from 'ava';
import { BenchError } from '../../src/base/errors.ts';
import { parseAnyResults } from '../../src/results/kinds.ts';
import { sampleMatrix } from './matrix-samples.ts';

test('a statement is as good as its worst case, and absent where none of its cases ran', (t) => {
  const [old, now] = sampleMatrix().versions;
  t.is(old?.version, '3.1.1');
  t.deepEqual(
    now?.rows.map(({ statement, level, cells }) => [statement, level, ...cells]),
    [
      ['5:3.1.0-1', 'MUST', 'pass', 'pass', 'absent'],
      ['5:3.1.0-2', 'MUST', 'vacuous', 'absent', 'absent'],
      ['5:3.12.4-1', 'MUST', 'pass', 'fail', 'absent'],
      ['5:3.3.1-1', 'SHOULD', 'absent', 'warn', 'absent'],
    ],
  );
  t.is(now?.columns[1]?.counts.fail, 1);
  t.is(now?.columns[2]?.unsupported, 'CONNACK 0x84');
});

test('a matrix whose rows do not fit its columns is refused with the place', (t) => {
  const matrix = sampleMatrix();
  const versions = matrix.versions.map((version) => ({ ...version, columns: version.columns.slice(1) }));
  const error = t.throws(() => parseAnyResults(JSON.stringify({ ...matrix, versions }), 'm.json'), {
    instanceOf: BenchError,
  });
  t.is(error.message, 'm.json: versions[0].rows[0].cells: expected 0 of them');
});
