import type { ScenarioFile } from '../language/scenario.ts';
import type { Reader } from '../reader.ts';

/** What no single value can get wrong, but several together can. */
export function checkScenario(_scenario: ScenarioFile, _reader: Reader): void {
  // Filled by the checks below.
}
