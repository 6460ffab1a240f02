import { CLIENTS_MAX, FLOWS_MAX, REQUEST_PAIRS_MAX } from '../language/limits.ts';
import type { Reader } from '../reader.ts';
import type { Group, MembersSpec, RequestSpec, Step } from '../types.ts';
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
    if (kind === 'request') checkPairs(spec, groups, reader);
    if (kind !== 'publish') continue;
    const before = flows;
    flows += spec.topics * clientsOf(spec, groups);
    if (flows > FLOWS_MAX && before <= FLOWS_MAX)
      reader.report(
        'too-many-flows',
        reader.spanOf(spec, 'topics'),
        `more than ${FLOWS_MAX} topics × publishers in all`,
      );
  }
}

function clientsOf(spec: MembersSpec, groups: readonly Group[]): number {
  return groupsOf(spec, groups).reduce((sum, group) => sum + group.count, 0);
}

/** Each responder may have to answer everybody, and numbers its answers to each of them. */
function checkPairs(spec: RequestSpec, groups: readonly Group[], reader: Reader): void {
  const pairs = clientsOf(spec, groups) * clientsOf({ clients: spec.responders }, groups);
  if (pairs <= REQUEST_PAIRS_MAX) return;
  reader.report(
    'too-many-flows',
    reader.spanOf(spec, 'responders'),
    `more than ${REQUEST_PAIRS_MAX} pairs of a client that asks and one that answers`,
    'make several steps of it, with some of the groups each',
  );
}
