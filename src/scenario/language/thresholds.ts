import { list, object } from '../kinds/collections.ts';
import { mapped, type Kind } from '../kinds/kind.ts';
import { duration } from '../kinds/quantities.ts';
import { boolean, text } from '../kinds/scalars.ts';
import { parseThreshold, type ParsedThreshold } from '../parse-threshold.ts';
import type { Span } from '../problem.ts';
import type { SourceNode } from '../source-tree.ts';
import type { ThresholdSpec } from '../types.ts';
import { THRESHOLDS_MAX } from './limits.ts';

const EXPECTS = 'a comparison such as `e2e.latency.p99 < 50ms`';

const check: Kind<ParsedThreshold> = mapped(
  text({ expects: EXPECTS, numbers: false, lengthMin: 1, lengthMax: 500 }),
  (written, node, reader) => {
    const parsed = parseThreshold(written);
    if (parsed.ok) return parsed.threshold;
    reader.report(parsed.code, within(node, written, parsed), parsed.message, parsed.hint);
    return undefined;
  },
);

/** The part of the text that is wrong, where the file shows the text as it is. */
function within(node: SourceNode, written: string, part: { offset: number; length: number }): Span {
  if (node.kind !== 'scalar' || node.textStart === undefined || node.text !== written) return node.span;
  const start = node.textStart + part.offset;
  return { start, end: start + part.length };
}

const threshold: Kind<ThresholdSpec> = object<ThresholdSpec>(
  {
    what: 'a threshold',
    short: mapped(check, (parsed): ThresholdSpec => ({ check: parsed, abort: false, delay: 0 })),
  },
  {
    check: {
      kind: check,
      description: 'Metric, comparison and bound: `e2e.latency.p99 < 50ms`.',
      required: true,
    },
    abort: { kind: boolean, description: 'Ends the run as soon as it does not hold.', fallback: false },
    delay: {
      kind: duration(),
      description: 'Time from the start of the run in which it cannot abort.',
      fallback: 0,
    },
  },
);

export const thresholds: Kind<readonly ThresholdSpec[]> = list(threshold, {
  min: 0,
  max: THRESHOLDS_MAX,
  what: 'thresholds',
});
