/** A list of steps, and the steps that are made of others. */
import { list, object } from '../kinds/collections.ts';
import { mapped, named, type Kind } from '../kinds/kind.ts';
import { duration } from '../kinds/quantities.ts';
import { integer, wrongType } from '../kinds/scalars.ts';
import { didYouMean } from '../nearest.ts';
import type { Reader } from '../reader.ts';
import { shorten, type SourceEntry, type SourceNode } from '../source-tree.ts';
import type { BackgroundSpec, ParallelSpec, RepeatSpec, Step, StepKind, StepSpecs } from '../types.ts';
import * as actions from './actions.ts';
import * as conduct from './conduct.ts';
import { faultStep } from './faults.ts';
import { STEPS_MAX } from './limits.ts';
import { probeAccess } from './probe-access.ts';
import { request } from './request.ts';

export const repeat: Kind<RepeatSpec> = object<RepeatSpec>(
  { what: '`repeat`' },
  {
    times: { kind: integer({ min: 1, max: 1_000_000 }), description: 'How often.' },
    for: { kind: duration({ min: 1 }), description: 'Not again after so long.' },
    steps: {
      kind: named('steps', 'a list of steps', () => steps),
      description: 'What is repeated.',
      required: true,
    },
  },
);

export const parallel: Kind<ParallelSpec> = mapped(
  list(
    named('branch', 'a step, or a list of steps', () => branch),
    { max: 100, what: 'branches' },
  ),
  (branches) => ({ branches }),
);

/** Beside the steps that follow it in its list. */
const background: Kind<BackgroundSpec> = mapped(
  named('branch', 'a step, or a list of steps', () => branch),
  (steps) => ({ steps }),
);

const KINDS: { readonly [K in StepKind]: Kind<StepSpecs[K]> } = {
  connect: actions.connect,
  subscribe: actions.subscribe,
  unsubscribe: actions.unsubscribe,
  publish: actions.publish,
  request,
  disconnect: actions.disconnect,
  drop: actions.drop,
  resume: actions.resume,
  takeover: actions.takeover,
  'read-slowly': conduct.readSlowly,
  churn: conduct.churn,
  wait: actions.wait,
  drain: actions.drain,
  expect: actions.expect,
  'probe-access': probeAccess,
  repeat,
  parallel,
  background,
  fault: faultStep,
  'restart-broker': actions.restartBroker,
};

const EXPECTS = 'a step such as `connect: all`';

/** One step: a map with one key, which says what is done. */
const step: Kind<Step> = {
  expects: EXPECTS,
  read: (node, reader) => {
    const entry = onlyEntry(node, reader);
    if (entry === undefined) return undefined;
    if (!isStepKind(entry.key)) {
      const hint = didYouMean(entry.key, Object.keys(KINDS)) ?? `steps: ${Object.keys(KINDS).join(', ')}`;
      reader.report('unknown-step', entry.keySpan, `\`${shorten(entry.key)}\` is not a step`, hint);
      return undefined;
    }
    reader.stepCount += 1;
    if (reader.stepCount === STEPS_MAX + 1)
      reader.report('too-many-steps', entry.keySpan, `a scenario has ${STEPS_MAX} steps at most`);
    return readStep(entry.key, entry, reader);
  },
  schema: (definitions) => ({
    oneOf: Object.entries(KINDS).map(([key, kind]) => ({
      type: 'object',
      properties: {
        [key]: named(`step-${key}`, kind.expects, () => kind as Kind<unknown>).schema(definitions),
      },
      required: [key],
      additionalProperties: false,
    })),
  }),
};

export const steps: Kind<readonly Step[]> = list(
  named('step', EXPECTS, () => step),
  { max: STEPS_MAX, what: 'steps' },
);

/** Of `parallel` and `background`: one step, or several in order. */
const branch: Kind<readonly Step[]> = {
  expects: 'a step, or a list of steps',
  read: (node, reader) => {
    if (node.kind === 'list') return steps.read(node, reader);
    const only = step.read(node, reader);
    return only === undefined ? undefined : [only];
  },
  schema: (definitions) => ({
    anyOf: [named('step', EXPECTS, () => step).schema(definitions), steps.schema(definitions)],
  }),
};

function onlyEntry(node: SourceNode, reader: Reader): SourceEntry | undefined {
  if (node.kind !== 'map') {
    const bare =
      node.kind === 'scalar' && isStepKind(node.text) ? `\`${node.text}:\` needs a value` : undefined;
    wrongType(node, EXPECTS, reader, bare);
    return undefined;
  }
  const [first, second] = node.entries;
  if (first === undefined) {
    wrongType(node, EXPECTS, reader, 'the map is empty');
    return undefined;
  }
  if (second === undefined) return first;
  const hint = isStepKind(second.key)
    ? 'begin each step with `- `'
    : `put it inside: \`${first.key}: { …, ${shorten(second.key)}: … }\``;
  reader.report('unknown-key', second.keySpan, `a step has one key, and \`${first.key}\` is that`, hint);
  return first;
}

function readStep(kind: StepKind, entry: SourceEntry, reader: Reader): Step | undefined {
  const spec = reader.under(kind, () => KINDS[kind].read(entry.value, reader));
  if (spec === undefined) return undefined;
  reader.remember(spec, entry.value);
  return { kind, spec } as Step;
}

function isStepKind(key: string): key is StepKind {
  return Object.hasOwn(KINDS, key);
}
