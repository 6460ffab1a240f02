import test from 'ava';
import { BenchError } from '../../../src/base/errors.ts';
import { parseFormats, reportFormatsOf } from '../../../src/cli/report/formats.ts';

test('formats are named with commas, each counts once', (t) => {
  t.deepEqual(parseFormats('md, junit,md,', '--format'), ['md', 'junit']);
  t.is(reportFormatsOf({}), undefined);
  t.deepEqual(reportFormatsOf({ reportFormats: '' }), []);
});

test('a format that there is not is an error of usage, with what there is', (t) => {
  const error = t.throws(() => parseFormats('junti', '--format'), { instanceOf: BenchError });
  t.is(error.message, '--format: there is no format junti');
  t.regex(error.hint ?? '', /junit/u);
  t.is(error.kind, 'usage');
});
