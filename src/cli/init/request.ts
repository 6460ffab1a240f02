import { SCENARIO_KINDS, type ScenarioKind } from './scenario-kinds.ts';

/** Options of `init` as yargs hands them over. */
export interface InitArguments {
  readonly folder: string;
  readonly scenario?: string | undefined;
  readonly target?: string | undefined;
  readonly protocol?: string | undefined;
  readonly credentials?: boolean | undefined;
  readonly yes: boolean;
}

/** Versions of the scenario; one or both. */
export type Versions = readonly ('3.1.1' | '5.0')[];
export const BOTH: Versions = ['3.1.1', '5.0'];

/** What decides what is written. */
export interface InitChoices {
  readonly kind: ScenarioKind;
  /** Without user name and password; absent: the embedded broker. */
  readonly url?: string;
  readonly credentials: boolean;
  readonly versions: Versions;
}

export function isScenarioKind(name: string): name is ScenarioKind {
  return SCENARIO_KINDS.some((kind) => kind.name === name);
}
