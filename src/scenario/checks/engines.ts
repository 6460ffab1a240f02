/** What only our own wire client can do. */
import type { Reader } from '../reader.ts';
import type { Group, Step } from '../types.ts';
import { allSteps, groupsOf } from './walk.ts';

/** npm `mqtt` has one connection for each client, and nothing to hand over. */
export function checkEngines(groups: readonly Group[], steps: readonly Step[], reader: Reader): void {
  for (const { kind, spec } of allSteps(steps)) {
    if (kind !== 'takeover') continue;
    const library = groupsOf(spec, groups).find(({ engine }) => engine === 'mqttjs');
    if (library === undefined) continue;
    reader.report(
      'engine-feature',
      reader.spanOf(spec, 'clients'),
      `\`takeover\` needs two connections of one client, which \`engine: mqttjs\` of group \`${library.name}\` does not have`,
      'leave out `engine`: the wire client has them',
    );
  }
}
