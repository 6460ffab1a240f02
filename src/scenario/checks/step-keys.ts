/** Keys of one step that need or exclude each other. */
import type { Reader } from '../reader.ts';
import type {
  ChurnSpec,
  ExpectSpec,
  PublishSpec,
  RepeatSpec,
  Step,
  StepKind,
  SubscribeSpec,
  UnsubscribeSpec,
} from '../types.ts';
import { templateNames } from '../template-names.ts';

export function checkStepKeys(kind: StepKind, spec: Step['spec'], reader: Reader): void {
  const step = { kind, spec } as Step;
  if (step.kind === 'publish') checkPublish(step.spec, reader);
  else if (step.kind === 'subscribe') checkSubscribe(step.spec, reader);
  else if (step.kind === 'unsubscribe') checkFilters(step.spec, reader);
  else if (step.kind === 'expect') checkExpect(step.spec, reader);
  else if (step.kind === 'repeat') checkRepeat(step.spec, reader);
  else if (step.kind === 'churn') checkChurn(step.spec, reader);
}

function checkSubscribe(spec: SubscribeSpec, reader: Reader): void {
  checkFilters(spec, reader);
  const lacking = (spec.filters ?? []).find((filter) => filter.qos === undefined);
  if (spec.qos !== undefined || (spec.filter === undefined && lacking === undefined)) return;
  const place = spec.filter === undefined && lacking !== undefined ? lacking : spec;
  reader.report('missing-key', reader.startOf(place), '`subscribe` needs `qos`: 0, 1 or 2');
}

function checkFilters(spec: SubscribeSpec | UnsubscribeSpec, reader: Reader): void {
  if (spec.filter === undefined && spec.filters === undefined && !reader.hasKey(spec, 'filter', 'filters'))
    reader.report('missing-key', reader.startOf(spec), 'this step needs `filter` or `filters`');
  if (spec.filter !== undefined && spec.filters !== undefined)
    reader.report(
      'conflicting-keys',
      reader.keySpanOf(spec, 'filters'),
      '`filter` and `filters` exclude each other',
    );
}

/** Each of these says how fast; two of them would say it twice. */
const PACES = [
  ['rate', 'rate'],
  ['totalRate', 'total-rate'],
  ['ramp', 'ramp'],
  ['totalRamp', 'total-ramp'],
  ['window', 'window'],
] as const;

function checkPublish(spec: PublishSpec, reader: Reader): void {
  const paces = PACES.filter(([property]) => spec[property] !== undefined).map(([, key]) => key);
  const [pace, second] = paces;
  if (second !== undefined)
    reader.report(
      'conflicting-keys',
      reader.keySpanOf(spec, second),
      `\`${pace}\` and \`${second}\` exclude each other`,
    );
  else if (pace === undefined) reportNoPace(spec, reader);
  else checkEnd(spec, pace, reader);
  checkStages(spec, reader);
  checkPayloadFormat(spec, reader);
  if (spec.topics > 1 && !templateNames(spec.topic).has('topic'))
    reader.report(
      'topics-alike',
      reader.spanOf(spec, 'topic'),
      `\`topics: ${spec.topics}\` needs \${topic} in the topic, or all of them are the same`,
    );
}

function reportNoPace(spec: PublishSpec, reader: Reader): void {
  if (reader.hasKey(spec, ...PACES.map(([, key]) => key))) return;
  reader.report(
    'missing-key',
    reader.startOf(spec),
    '`publish` does not say how fast',
    '`rate: 20/s` is of each client, `total-rate: 2000/s` of all together, `window: 10` as fast as the broker takes it',
  );
}

function checkEnd(spec: PublishSpec, pace: string, reader: Reader): void {
  const needsTime = pace.endsWith('ramp') || spec.arrivals === 'poisson';
  if (pace === 'window') checkUnpaced(spec, reader);
  else if (
    spec.for === undefined &&
    (needsTime || spec.count === undefined) &&
    !reader.hasKey(spec, 'for', 'count')
  )
    reader.report(
      'unbounded-publish',
      reader.keySpanOf(spec, pace),
      '`publish` does not say when it ends',
      needsTime ? 'add `for: 20s`' : 'add `for: 20s` or `count: 100`',
    );
  else if (spec.for === undefined && needsTime && spec.count !== undefined)
    reader.report(
      'unbounded-publish',
      reader.keySpanOf(spec, 'count'),
      `\`count\` alone cannot end ${spec.arrivals === 'poisson' ? 'Poisson arrivals' : 'a ramp'}`,
      'add `for: 20s`',
    );
  if (spec.arrivals !== undefined && pace.endsWith('ramp'))
    reader.report(
      'conflicting-keys',
      reader.keySpanOf(spec, 'arrivals'),
      '`arrivals` and a ramp exclude each other',
    );
}

function checkUnpaced(spec: PublishSpec, reader: Reader): void {
  if (spec.count === undefined && spec.for === undefined && !reader.hasKey(spec, 'count', 'for'))
    reader.report(
      'unbounded-publish',
      reader.keySpanOf(spec, 'window'),
      '`publish` does not say when it ends',
      'add `for: 20s` or `count: 100`',
    );
  if (spec.arrivals !== undefined)
    reader.report(
      'conflicting-keys',
      reader.keySpanOf(spec, 'arrivals'),
      '`window` and `arrivals` exclude each other',
    );
}

/** A broker may look whether the payload is the text that it is said to be (5:3.3.2-4). */
function checkPayloadFormat({ payloadFormat, payload }: PublishSpec, reader: Reader): void {
  if (payloadFormat !== 'utf-8') return;
  const { stamp, content } = payload;
  if (stamp !== 'payload' && content.kind !== 'size' && content.kind !== 'sizes') return;
  reader.report(
    'conflicting-keys',
    reader.startOf(payload),
    '`payload-format: utf-8` says that the payload is text, and a stamp or a payload of a mere size is not',
    'give it `text` or `json`, and `stamp: user-property`',
  );
}

function checkStages(spec: PublishSpec, reader: Reader): void {
  const stagesUs = spec.warmUp + spec.coolDown;
  if (stagesUs === 0 || (spec.for !== undefined && stagesUs < spec.for)) return;
  const key = spec.warmUp > 0 ? 'warm-up' : 'cool-down';
  if (spec.for === undefined)
    reader.report('conflicting-keys', reader.keySpanOf(spec, key), `\`${key}\` needs \`for\``);
  else
    reader.report(
      'out-of-range',
      reader.spanOf(spec, key),
      '`warm-up` and `cool-down` leave nothing of `for` to measure',
    );
}

function checkExpect(spec: ExpectSpec, reader: Reader): void {
  const { messages, atLeast, atMost } = spec;
  if (messages === undefined && atLeast === undefined && atMost === undefined) {
    if (!reader.hasKey(spec, 'messages', 'at-least', 'at-most'))
      reader.report(
        'missing-key',
        reader.startOf(spec),
        '`expect` needs `messages`, `at-least` or `at-most`',
      );
  } else if (messages !== undefined && (atLeast !== undefined || atMost !== undefined))
    reader.report(
      'conflicting-keys',
      reader.keySpanOf(spec, 'messages'),
      '`messages` is exact: it excludes `at-least` and `at-most`',
    );
  else if ((atLeast ?? 0) > (atMost ?? Number.POSITIVE_INFINITY))
    reader.report('out-of-range', reader.spanOf(spec, 'at-most'), '`at-most` is below `at-least`');
}

function checkChurn(spec: ChurnSpec, reader: Reader): void {
  if (spec.every > spec.for)
    reader.report('out-of-range', reader.spanOf(spec, 'every'), '`every` is longer than `for`');
}

function checkRepeat(spec: RepeatSpec, reader: Reader): void {
  if (spec.times === undefined && spec.for === undefined && !reader.hasKey(spec, 'times', 'for'))
    reader.report('missing-key', reader.startOf(spec), '`repeat` needs `times` or `for`');
}
