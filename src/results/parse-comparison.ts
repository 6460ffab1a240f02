import type { Verdict } from '../check/types.ts';
import {
  CASE_CHANGES,
  CHANGES,
  COMPARED_KINDS,
  COMPARISON_SCHEMA,
  COMPARISON_VERSION,
} from './comparison.ts';
import type {
  CaseChange,
  ComparedResults,
  Comparison,
  GateResult,
  MetricChange,
  PromiseChange,
  RunComparison,
  Spread,
} from './comparison.ts';
import { CASE_VERDICTS } from './conformance.ts';
import { list, number, object, oneOf, text } from './decoder.ts';
import { PROTOCOLS } from './model.ts';
import type { ToolFacts } from './model.ts';

const verdict = oneOf<Verdict>(['pass', 'fail', 'inconclusive', 'skipped']);
const spread = object<Spread>({ median: number, min: number, max: number }, {});

const compared = object<ComparedResults>(
  { file: text, startedAt: text, toolVersion: text, target: text, verdict },
  {},
);

const metric = object<MetricChange>(
  { metric: text, unit: oneOf(['µs', '1/s', 'count']), change: oneOf(CHANGES) },
  { base: spread, new: spread, difference: number, relative: number },
);

const run = object<RunComparison>(
  {
    protocol: oneOf(PROTOCOLS),
    baseVerdicts: list(verdict),
    newVerdicts: list(verdict),
    metrics: list(metric),
    promises: list(object<PromiseChange>({ id: text, title: text }, { base: verdict, new: verdict })),
  },
  {},
);

const caseChange = object<CaseChange>(
  { id: text, title: text, kind: oneOf(CASE_CHANGES) },
  { base: oneOf(CASE_VERDICTS), new: oneOf(CASE_VERDICTS) },
);

/** The whole of `comparison.json`, its head included. */
export const decodeComparison = object<Comparison>(
  {
    schema: oneOf([COMPARISON_SCHEMA]),
    version: oneOf([COMPARISON_VERSION]),
    tool: object<ToolFacts>({ name: oneOf(['mqtt-bench']), version: text }, {}),
    command: text,
    startedAt: text,
    of: oneOf(COMPARED_KINDS),
    verdict,
    base: list(compared),
    new: list(compared),
    obstacles: list(text),
    notes: list(text),
    gates: list(object<GateResult>({ text, verdict, explanation: text }, { protocol: oneOf(PROTOCOLS) })),
    runs: list(run),
    cases: list(caseChange),
  },
  {},
);
