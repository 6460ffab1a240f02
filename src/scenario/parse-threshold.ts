import { parseDurationUs, parseRatePerSecond } from '../base/units.ts';
import { METRICS, metricsCompare } from './metric-names.ts';
import { didYouMean } from './nearest.ts';
import type { ProblemCode } from './problem.ts';
import { shorten } from './source-tree.ts';

export type Comparison = '<' | '<=' | '>' | '>=' | '==' | '!=';

export interface ParsedThreshold {
  /** As written. */
  readonly text: string;
  readonly metric: string;
  readonly comparison: Comparison;
  /** The bound in µs, per second or as a count; where `boundMetric` is there, what that is multiplied by. */
  readonly factor: number;
  readonly boundMetric?: string;
}

export type ThresholdResult =
  | { readonly ok: true; readonly threshold: ParsedThreshold }
  | {
      readonly ok: false;
      readonly code: ProblemCode;
      readonly message: string;
      readonly hint?: string | undefined;
      /** What to underline, counted in `text`. */
      readonly offset: number;
      readonly length: number;
    };

const EXAMPLE = 'write it like `e2e.latency.p99 < 50ms` or `publish.rate >= 0.99 * publish.intended`';
const SHAPE =
  /^(?<left>\s*)(?<metric>[^\s<>=!]+)\s*(?<comparison><=|>=|==|!=|<|>)\s*(?<bound>[^<>=!]*\S)\s*$/u;
const SCALED =
  /^(?<factor>\d+(?:\.\d+)?)\s*\*\s*(?<metric>[a-z]\S*)$|^(?<metricFirst>[a-z]\S*)\s*\*\s*(?<factorLast>\d+(?:\.\d+)?)$|^(?<alone>[a-z]\S*)$/u;

/** Parses `metric comparison bound`; never throws. */
export function parseThreshold(text: string): ThresholdResult {
  const groups = SHAPE.exec(text)?.groups;
  const { left = '', metric = '', comparison = '', bound = '' } = groups ?? {};
  if (groups === undefined || !isComparison(comparison))
    return {
      ok: false,
      code: 'bad-threshold',
      message: `\`${shorten(text)}\` is not a comparison`,
      hint: EXAMPLE,
      offset: 0,
      length: text.length,
    };
  if (!METRICS.has(metric)) return unknownMetric(metric, left.length);
  const boundOffset = text.lastIndexOf(bound);
  const head = { text, metric, comparison };
  const scaled = SCALED.exec(bound)?.groups;
  if (scaled !== undefined) return parseMetricBound(head, scaled, bound, boundOffset);
  return parseQuantityBound(head, bound, boundOffset);
}

type Head = Pick<ParsedThreshold, 'text' | 'metric' | 'comparison'>;

function parseMetricBound(
  head: Head,
  groups: Record<string, string | undefined>,
  bound: string,
  offset: number,
): ThresholdResult {
  const boundMetric = groups['metric'] ?? groups['metricFirst'] ?? groups['alone'] ?? '';
  const factor = Number(groups['factor'] ?? groups['factorLast'] ?? 1);
  if (!METRICS.has(boundMetric)) return unknownMetric(boundMetric, offset + bound.indexOf(boundMetric));
  if (metricsCompare(head.metric, boundMetric))
    return { ok: true, threshold: { ...head, factor, boundMetric } };
  return {
    ok: false,
    code: 'metric-units',
    message: `\`${head.metric}\` (${unitOf(head.metric)}) does not compare with \`${boundMetric}\` (${unitOf(boundMetric)})`,
    offset,
    length: bound.length,
  };
}

function parseQuantityBound(head: Head, bound: string, offset: number): ThresholdResult {
  const factor = quantityOf(head.metric, bound);
  if (factor !== undefined) return { ok: true, threshold: { ...head, factor } };
  return {
    ok: false,
    code: isAnyQuantity(bound) ? 'metric-units' : 'bad-threshold',
    message: `\`${head.metric}\` is ${unitOf(head.metric)}: it does not compare with \`${shorten(bound)}\``,
    hint: EXAMPLE,
    offset,
    length: bound.length,
  };
}

function quantityOf(metric: string, bound: string): number | undefined {
  const unit = METRICS.get(metric);
  if (unit === 'duration') return parseDurationUs(bound);
  if (unit === 'rate') return parseRatePerSecond(bound);
  return parseCount(bound);
}

function parseCount(text: string): number | undefined {
  return /^\d{1,15}$/u.test(text) ? Number(text) : undefined;
}

function isAnyQuantity(text: string): boolean {
  return [parseDurationUs, parseRatePerSecond, parseCount].some((parse) => parse(text) !== undefined);
}

function unknownMetric(metric: string, offset: number): ThresholdResult {
  return {
    ok: false,
    code: 'unknown-metric',
    message: `\`${shorten(metric)}\` is not a metric`,
    hint: didYouMean(metric, METRICS.keys()),
    offset,
    length: Math.max(1, metric.length),
  };
}

function unitOf(metric: string): string {
  const unit = METRICS.get(metric);
  return unit === 'duration' ? 'a duration' : `a ${unit ?? 'number'}`;
}

function isComparison(text: string): text is Comparison {
  return ['<', '<=', '>', '>=', '==', '!='].includes(text);
}
