import { BenchError } from '../../base/errors.ts';
import type { Gate, MetricGate } from '../../results/compare/gates.ts';
import { METRICS } from '../../scenario/metric-names.ts';
import { parseThreshold } from '../../scenario/parse-threshold.ts';

const HINT =
  'write it like `e2e.latency.p99 > +10%`, `e2e.latency.p99 > +5ms`, `publish.rate < -5%`, `messages.lost > 0`, `verdict` or `new-failures`';
const SIGNED = /^(?<head>[^<>=!]*[<>=!]+)\s*(?<sign>[+-])\s*(?<amount>\S(?:.*\S)?)\s*$/u;
const PERCENT = /^(\d+(?:\.\d+)?)\s*%$/u;

/**
 * `metric comparison bound`, names and units as thresholds have them: `+10%` and `-5%` are parts of the base, `+5ms` and `-20/s` so
 * much more or less, and without a sign it is a value. Throws a BenchError that says what is wrong.
 */
export function parseFailOn(text: string): Gate {
  const word = text.trim();
  if (word === 'verdict' || word === 'new-failures') return { kind: word, text: word };
  const { head = '', sign = '', amount = '' } = SIGNED.exec(word)?.groups ?? {};
  if (sign === '') return gateOf(word, readThreshold(word, word), 'value', 1);
  const direction = sign === '-' ? -1 : 1;
  const percent = PERCENT.exec(amount)?.[1];
  if (percent === undefined)
    return gateOf(word, readThreshold(`${head} ${amount}`, word), 'difference', direction);
  // A bound that every metric can be read with: the metric and the comparison are what is wanted of it.
  const threshold = readThreshold(`${head} ${neutralBound(head)}`, word);
  return gateOf(word, { ...threshold, factor: Number(percent) / 100 }, 'share', direction);
}

type Threshold = Pick<MetricGate, 'metric' | 'comparison'> & { readonly factor: number };

function gateOf(
  text: string,
  { metric, comparison, factor }: Threshold,
  against: MetricGate['against'],
  by: 1 | -1,
): Gate {
  return { kind: 'metric', text, metric, comparison, against, amount: factor * by };
}

function readThreshold(text: string, asWritten: string): Threshold {
  const parsed = parseThreshold(text);
  if (!parsed.ok) throw bad(asWritten, parsed.message, parsed.hint);
  const { metric, comparison, factor, boundMetric } = parsed.threshold;
  if (boundMetric !== undefined)
    throw bad(asWritten, `it is held against a value, not against \`${boundMetric}\``);
  return { metric, comparison, factor };
}

const NOTHING = { duration: '0ms', rate: '0/s', count: '0' } as const;

function neutralBound(head: string): string {
  const metric = head.replace(/[<>=!]+$/u, '').trim();
  return NOTHING[METRICS.get(metric) ?? 'count'];
}

function bad(text: string, why: string, hint = HINT): BenchError {
  return new BenchError('usage', 'bad-fail-on', `--fail-on '${text}': ${why}`, { hint });
}
