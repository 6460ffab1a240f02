import type { Definitions, JsonSchema } from './kinds/kind.ts';
import { scenarioFile } from './language/scenario.ts';

/** The form of a scenario file as JSON Schema, for editors; what several values get wrong together only the loader finds. */
export function scenarioJsonSchema(): JsonSchema {
  const definitions: Definitions = new Map();
  const root = scenarioFile.schema(definitions);
  const sorted = [...definitions].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'mqtt-bench scenario',
    description: 'What clients do; mqtt-bench knows what MQTT promises and judges every message.',
    ...root,
    $defs: Object.fromEntries(sorted),
  };
}
