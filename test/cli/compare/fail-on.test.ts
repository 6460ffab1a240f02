import test from 'ava';
import { BenchError } from '../../../src/base/errors.ts';
import { parseFailOn } from '../../../src/cli/compare/fail-on.ts';

const PARSED: readonly (readonly [string, string, string, number])[] = [
  ['e2e.latency.p99 > +10%', '>', 'share', 0.1],
  ['publish.rate < -5%', '<', 'share', -0.05],
  ['messages.delivered<-2.5 %', '<', 'share', -0.025],
  ['e2e.latency.p99 > +5ms', '>', 'difference', 5000],
  ['publish.rate <= -20/s', '<=', 'difference', -20],
  ['messages.lost > +3', '>', 'difference', 3],
  ['e2e.latency.p99 >= 250ms', '>=', 'value', 250_000],
  ['messages.lost > 0', '>', 'value', 0],
];

for (const [text, comparison, against, amount] of PARSED) {
  test(`--fail-on '${text}' is understood`, (t) => {
    t.like(parseFailOn(text), { kind: 'metric', text, comparison, against });
    const gate = parseFailOn(text);
    t.true(gate.kind === 'metric' && Math.abs(gate.amount - amount) < 1e-9);
  });
}

test('changes of verdicts are gates of their own', (t) => {
  t.deepEqual(parseFailOn(' verdict '), { kind: 'verdict', text: 'verdict' });
  t.deepEqual(parseFailOn('new-failures'), { kind: 'new-failures', text: 'new-failures' });
});

const WRONG: readonly (readonly [string, RegExp, RegExp])[] = [
  ['e2e.latency.p9 > +10%', /`e2e\.latency\.p9` is not a metric/u, /e2e\.latency\.p90/u],
  ['e2e.latency.p99 > 10%', /does not compare with `10%`/u, /50ms/u],
  ['e2e.latency.p99 > +5/s', /it does not compare with `5\/s`/u, /50ms/u],
  ['e2e.latency.p99', /is not a comparison/u, /./u],
  ['publish.rate < 0.9 * publish.intended', /not against `publish\.intended`/u, /new-failures/u],
  ['', /is not a comparison/u, /./u],
];

for (const [text, message, hint] of WRONG) {
  test(`--fail-on '${text}' is an error of usage with a hint`, (t) => {
    const error = t.throws(() => parseFailOn(text), { instanceOf: BenchError });
    t.is(error.kind, 'usage');
    t.regex(error.message, message);
    t.regex(error.hint ?? '', hint);
  });
}
