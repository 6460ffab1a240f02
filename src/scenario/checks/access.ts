/** The policy, and the parts of a scenario that rest on it. */
import type { ScenarioFile } from '../language/scenario.ts';
import { backgrounds } from '../background.ts';
import type { Reader } from '../reader.ts';
import type { Step } from '../types.ts';
import { allSteps } from './walk.ts';

const HINT = 'say under `access` who may publish and subscribe to what';

export function checkAccess(scenario: Partial<ScenarioFile>, reader: Reader): void {
  const { embedded, steps = [] } = scenario;
  const every = allSteps(steps);
  for (const step of every) if (step.kind === 'parallel') checkBesideOthers([step], '`parallel`', reader);
  for (const { inside, beside } of backgrounds(steps))
    checkBesideOthers([...inside, ...beside], 'what runs in the background', reader);
  if (scenario.access !== undefined || reader.hasKey(scenario, 'access')) return;
  const probe = every.find(({ kind }) => kind === 'probe-access');
  if (probe !== undefined)
    reader.report('missing-key', reader.spanOf(probe.spec), '`probe-access` needs a policy', HINT);
  if (embedded?.enforceAccess === true)
    reader.report(
      'missing-key',
      reader.keySpanOf(embedded, 'enforce-access'),
      '`enforce-access` needs a policy',
      HINT,
    );
}

/** It takes the place of its clients, so nobody else may use them meanwhile. */
function checkBesideOthers(steps: readonly Step[], others: string, reader: Reader): void {
  const probe = allSteps(steps).find(({ kind }) => kind === 'probe-access');
  if (probe === undefined) return;
  reader.report(
    'conflicting-keys',
    reader.spanOf(probe.spec),
    '`probe-access` connects in place of its clients, so it cannot run beside other steps',
    `put it before or behind ${others}`,
  );
}
