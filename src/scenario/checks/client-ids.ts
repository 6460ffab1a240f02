import type { ProtocolVersion } from '../../protocol/constants.ts';
import { evaluateTemplate } from '../evaluate-template.ts';
import type { Reader } from '../reader.ts';
import { isColumn } from '../bind-template.ts';
import { templateNames } from '../template-names.ts';
import { rowScope } from './rows.ts';
import type { Template } from '../template.ts';
import type { Group } from '../types.ts';

/** All ids of smaller scenarios are compared; of larger ones those of the first clients of each group. */
const COMPARED_MAX = 100_000;
const BYTES_MAX = 65_535;

/** Two clients with one id would take over each other's session again and again. */
export function checkClientIds(
  groups: readonly Group[],
  protocol: readonly ProtocolVersion[],
  reader: Reader,
): void {
  const seen = new Map<string, string>();
  const perGroup = Math.ceil(COMPARED_MAX / Math.max(1, groups.length));
  let first = 0;
  for (const group of groups) {
    if (group.id !== undefined)
      checkGroup(group, group.id, { first, limit: perGroup, seen, protocol }, reader);
    first += group.count;
  }
}

interface Comparison {
  readonly first: number;
  readonly limit: number;
  /** Client id to whom it belongs, in words. */
  readonly seen: Map<string, string>;
  readonly protocol: readonly ProtocolVersion[];
}

function checkGroup(group: Group, id: Template, comparison: Comparison, reader: Reader): void {
  const { first, limit, seen } = comparison;
  const place = reader.spanOf(group, 'id');
  const rows = reader.rows.get(group.name);
  const columns = [...templateNames(id)].filter(isColumn);
  if (rows === undefined && columns.length > 0) return;
  for (let index = 0; index < Math.min(group.count, limit); index += 1) {
    const clientId = evaluateTemplate(id, {
      index,
      client: first + index,
      group: group.name,
      run: '00000000',
      ...(rows === undefined ? {} : rowScope(rows, index % rows.count, columns)),
    });
    if (clientId === '') {
      checkEmptyId(group, comparison.protocol, reader);
      return;
    }
    const owner = seen.get(clientId);
    if (owner !== undefined) {
      const mine = `client ${index} of \`${group.name}\``;
      reader.report(
        'duplicate-client-id',
        place,
        `${mine} has the id \`${clientId}\` of ${owner}`,
        'use ${index}, and ${group} where groups are alike',
      );
      return;
    }
    if (Buffer.byteLength(clientId) > BYTES_MAX) {
      reader.report('invalid-client-id', place, `a Client Identifier has ${BYTES_MAX} bytes at most`);
      return;
    }
    seen.set(clientId, `client ${index} of \`${group.name}\``);
  }
}

/** The broker chooses an id where there is none; 311:3.1.3-7 wants Clean Session 1 then. */
function checkEmptyId(group: Group, protocol: readonly ProtocolVersion[], reader: Reader): void {
  const versions = group.protocol === undefined ? protocol : [group.protocol];
  if (group.cleanStart || !versions.includes(4)) return;
  reader.report(
    'invalid-client-id',
    reader.spanOf(group, 'id'),
    'an empty Client Identifier needs `clean-start: true` in MQTT 3.1.1 (311:3.1.3-7)',
  );
}
