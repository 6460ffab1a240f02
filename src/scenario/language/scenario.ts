import { object, oneOrMany, type ObjectKind } from '../kinds/collections.ts';
import { integer, text } from '../kinds/scalars.ts';
import type { ProtocolVersion } from '../../protocol/constants.ts';
import type { Group, Step, TargetSpec, ThresholdSpec } from '../types.ts';
import { groups } from './clients.ts';
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
  readonly seed?: number;
  readonly vars?: unknown;
  readonly clients: readonly Group[];
  readonly steps: readonly Step[];
  readonly thresholds: readonly ThresholdSpec[];
}

/** The whole file: the top of the language. */
export const scenarioFile: ObjectKind<ScenarioFile> = object<ScenarioFile>(
  { what: 'a scenario' },
  {
    name: {
      kind: text({ lengthMin: 1, lengthMax: 100 }),
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
    seed: { kind: integer({ min: 0, max: 0xffff_ffff }), description: 'All chance comes from it.' },
    vars: {
      kind: { ...varsKind, read: () => null },
      description: 'Named numbers and text for ${…}; --var name=value overrides them.',
    },
    clients: { kind: groups, description: 'Named groups of clients that are alike.', required: true },
    steps: { kind: steps, description: 'What happens, in order.', required: true },
    thresholds: { kind: thresholds, description: 'How fast and how much it must be.', fallback: [] },
  },
);
