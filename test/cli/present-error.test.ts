import test from 'ava';
import { BenchError } from '../../src/base/errors.ts';
import { presentError } from '../../src/cli/present-error.ts';

test('an error made for people is a sentence and a hint', (t) => {
  const error = new BenchError('usage', 'x', 'the file is missing', { hint: 'look again' });
  t.deepEqual(presentError(error, false), {
    text: 'mqtt-bench: the file is missing\n  hint: look again\n',
    exitCode: 2,
  });
  t.is(
    presentError(new BenchError('unreachable', 'x', 'nobody there'), false).text,
    'mqtt-bench: nobody there\n',
  );
});

test('anything else is our defect, and never shows a stack unless asked for', (t) => {
  const { text, exitCode } = presentError(new TypeError('x is not a function'), false);
  t.is(exitCode, 4);
  t.regex(text, /^mqtt-bench: x is not a function\n {2}hint: .*defect of mqtt-bench; MQTT_BENCH_DEBUG=1/u);
  t.notRegex(text, /\bat /u);
  t.regex(presentError(new TypeError('x'), true).text, /\n {4}at /u);
  t.regex(presentError('text', false).text, /^mqtt-bench: text\n/u);
});
