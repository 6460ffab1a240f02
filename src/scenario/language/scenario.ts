import { object, oneOrMany, type ObjectKind } from '../kinds/collections.ts';
import { checked, INTERPOLATED, type JsonSchema, type Kind } from '../kinds/kind.ts';
import { integer, text } from '../kinds/scalars.ts';
import type { ProtocolVersion } from '../../protocol/constants.ts';
import type { CapacitySpec } from '../capacity-spec.ts';
import type { ConformanceSpec } from '../conformance-spec.ts';
import { shorten } from '../source-tree.ts';
import type {
  AccessSpec,
  EmbeddedSpec,
  FaultSpec,
  Group,
  Step,
  TargetSpec,
  ThresholdSpec,
} from '../types.ts';
import { access } from './access.ts';
import { capacity } from './capacity.ts';
import { groups } from './clients.ts';
import { conformance } from './conformance.ts';
import { embedded } from './embedded.ts';
import { faults } from './faults.ts';
import { steps } from './steps.ts';
import { target } from './target.ts';
import { thresholds } from './thresholds.ts';
import { protocolVersion } from './values.ts';
import { varsKind } from './vars.ts';

/** The file as written; `vars` has been read before the rest and is only checked for its form. */
export interface ScenarioFile {
  readonly name: string;
  readonly description: string;
  readonly protocol: readonly ProtocolVersion[];
  readonly target?: TargetSpec;
  readonly embedded?: EmbeddedSpec;
  readonly seed?: number;
  readonly vars?: unknown;
  readonly clients: readonly Group[];
  readonly access?: AccessSpec;
  readonly steps: readonly Step[];
  readonly faults: readonly FaultSpec[];
  readonly thresholds: readonly ThresholdSpec[];
  readonly capacity?: CapacitySpec;
  readonly conformance?: ConformanceSpec;
}

/** It names a folder of reports: no separators, no way up. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}$/u;

const scenarioName: Kind<string> = {
  ...checked(text({ expects: 'a name' }), (value, node, reader) => {
    if (NAME.test(value)) return true;
    const rule = 'a letter or digit, then letters, digits, spaces, `.`, `_` and `-`, 100 at most';
    reader.report('bad-name', node.span, `\`${shorten(value)}\` cannot be a name: a name is ${rule}`);
    return false;
  }),
  schema: () => ({ anyOf: [{ type: 'string', pattern: NAME.source }, { type: 'number' }, INTERPOLATED] }),
};

/** All keys. `clients` and `steps` have to be there unless `conformance` is. */
const keys: ObjectKind<ScenarioFile> = object<ScenarioFile>(
  { what: 'a scenario' },
  {
    name: {
      kind: scenarioName,
      description: 'Short name, for people and for the folder of reports.',
      required: true,
    },
    description: {
      kind: text({ lengthMax: 10_000 }),
      description: 'The promise that this scenario puts to the test, in a sentence.',
      fallback: '',
    },
    protocol: {
      kind: oneOrMany(protocolVersion, { max: 2, what: 'versions' }),
      description: 'MQTT version, or a list to run once for each.',
      fallback: [5],
    },
    target: {
      kind: target,
      description: 'The broker under test; the embedded one where absent. The command line overrides it.',
    },
    embedded: {
      kind: embedded,
      description: 'How the embedded broker is set up, where no target is given.',
    },
    seed: { kind: integer({ min: 0, max: 0xffff_ffff }), description: 'All chance comes from it.' },
    vars: {
      kind: { ...varsKind, read: () => null },
      description: 'Named numbers and text for ${…}; --var name=value overrides them.',
    },
    clients: { kind: groups, description: 'Named groups of clients that are alike.', fallback: [] },
    access: {
      kind: access,
      description:
        'The policy that the broker is supposed to enforce: rules in order, the first that fits decides.',
    },
    steps: { kind: steps, description: 'What happens, in order.', fallback: [] },
    faults: {
      kind: faults,
      description:
        'What breaks in the network, and when: put in by a proxy between the clients and any target. Drains wait in peace.',
      fallback: [],
    },
    thresholds: { kind: thresholds, description: 'How fast and how much it must be.', fallback: [] },
    capacity: {
      kind: capacity,
      description:
        'How `mqtt-bench capacity` searches for the highest load that holds the thresholds; `run` ignores it.',
    },
    conformance: {
      kind: conformance,
      description:
        'In place of clients and steps: the conformance suite, packet by packet, as `mqtt-bench conformance` runs it.',
    },
  },
);

/** The whole file: the top of the language. */
export const scenarioFile: ObjectKind<ScenarioFile> = {
  ...keys,
  schema: (definitions) => ({
    ...keys.schema(definitions),
    anyOf: [needs('clients', 'steps'), needs('conformance')],
  }),
};

function needs(...names: readonly string[]): JsonSchema {
  return { properties: Object.fromEntries(names.map((name) => [name, {}])), required: names };
}
