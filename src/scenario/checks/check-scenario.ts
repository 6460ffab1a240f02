/** What no single value can get wrong, but several together can. */
import type { LoadOptions } from '../load-scenario.ts';
import type { ScenarioFile } from '../language/scenario.ts';
import type { Reader } from '../reader.ts';
import { checkAccess } from './access.ts';
import { checkBackground } from './background.ts';
import { checkCapacity } from './capacity.ts';
import { checkClientIds } from './client-ids.ts';
import { checkConformance } from './conformance.ts';
import { checkCredentials } from './credentials.ts';
import { checkConnected } from './connected.ts';
import { checkEngines } from './engines.ts';
import { checkFaults } from './faults.ts';
import { checkRequests } from './requests.ts';
import { checkRows } from './rows.ts';
import { checkSizes } from './sizes.ts';
import { checkStamps } from './stamps.ts';
import { checkStepKeys } from './step-keys.ts';
import { checkVersions } from './versions.ts';
import { allSteps } from './walk.ts';
import { checkWill } from './wills.ts';

/** Checks what could be read. Reports to `reader`. */
export function checkScenario(
  scenario: Partial<ScenarioFile>,
  reader: Reader,
  { readRows }: Pick<LoadOptions, 'readRows'> = {},
): void {
  const { clients = [], steps = [], faults = [], protocol = [5] } = scenario;
  const wasClean = reader.problems.length === 0;
  checkConformance(scenario, reader);
  checkCapacity(scenario, reader);
  for (const { spec, kind } of allSteps(steps)) checkStepKeys(kind, spec, reader);
  for (const group of clients) checkCredentials(group, protocol, reader);
  for (const group of clients) checkWill(group, reader);
  checkFaults({ faults, groups: clients, steps }, reader);
  checkSizes(clients, steps, reader);
  checkVersions({ clients, steps, protocol }, reader);
  checkRequests({ groups: clients, steps, protocol }, reader);
  checkEngines(clients, steps, reader);
  checkStamps(clients, steps, protocol, reader);
  checkBackground(clients, steps, reader);
  checkAccess(scenario, reader);
  checkRows({ groups: clients, steps, target: scenario.target, readRows }, reader);
  if (!wasClean) return;
  checkClientIds(clients, protocol, reader);
  checkConnected(clients, steps, reader);
}
