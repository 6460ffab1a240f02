import { CLIENTS_MAX, FLOWS_MAX } from '../language/limits.ts';
import type { Reader } from '../reader.ts';
import type { Group, Step } from '../types.ts';
import { allSteps, groupsOf } from './walk.ts';

/** Clients and flows of the whole scenario. */
export function checkSizes(groups: readonly Group[], steps: readonly Step[], reader: Reader): void {
  let clients = 0;
  for (const group of groups) {
    clients += group.count;
    if (clients > CLIENTS_MAX && clients - group.count <= CLIENTS_MAX)
      reader.report(
        'too-many-clients',
        reader.spanOf(group, 'count'),
        `more than ${CLIENTS_MAX} clients in all`,
      );
  }
  let flows = 0;
  for (const { kind, spec } of allSteps(steps)) {
    if (kind !== 'publish') continue;
    const before = flows;
    flows += spec.topics * groupsOf(spec, groups).reduce((sum, group) => sum + group.count, 0);
    if (flows > FLOWS_MAX && before <= FLOWS_MAX)
      reader.report(
        'too-many-flows',
        reader.spanOf(spec, 'topics'),
        `more than ${FLOWS_MAX} topics × publishers in all`,
      );
  }
}
