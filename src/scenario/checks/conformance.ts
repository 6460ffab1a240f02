import type { ScenarioFile } from '../language/scenario.ts';
import type { Reader } from '../reader.ts';

/** What clients do, and what is asked of them: nothing of it means anything to the suite, which has clients of its own. */
const OF_CLIENTS = ['clients', 'steps', 'access', 'faults', 'thresholds', 'capacity', 'embedded'] as const;
const NEEDED = { clients: 'a map of groups', steps: 'a list of steps' } as const;

/** A scenario has clients and steps, or it is the conformance suite. */
export function checkConformance(scenario: Partial<ScenarioFile>, reader: Reader): void {
  if (!reader.hasKey(scenario, 'conformance')) checkNeeded(scenario, reader);
  else {
    for (const key of OF_CLIENTS)
      if (reader.hasKey(scenario, key))
        reader.report(
          'conflicting-keys',
          reader.keySpanOf(scenario, key),
          `\`conformance\` and \`${key}\` exclude each other`,
          'the suite has clients, steps and rules of its own: make two scenarios of it',
        );
    checkTarget(scenario, reader);
  }
}

function checkNeeded(scenario: Partial<ScenarioFile>, reader: Reader): void {
  for (const key of ['clients', 'steps'] as const)
    if (!reader.hasKey(scenario, key))
      reader.report('missing-key', reader.startOf(scenario), `a scenario needs \`${key}\`: ${NEEDED[key]}`);
}

function checkTarget(scenario: Partial<ScenarioFile>, reader: Reader): void {
  const { target } = scenario;
  if (target === undefined) return;
  const span = reader.spanOf(scenario, 'target');
  if (target.urls.length > 1)
    reader.report(
      'conflicting-keys',
      span,
      'the conformance suite judges one broker: `target` needs one URL',
    );
  for (const file of [target.tls?.cert, target.tls?.key])
    if (file?.parts.some((part) => typeof part !== 'string') === true)
      reader.report(
        'conflicting-keys',
        span,
        'the conformance suite has one client certificate, the same for all',
      );
}
