import type { ProtocolVersion } from '../../protocol/constants.ts';
import type { Reader } from '../reader.ts';
import type { Group } from '../types.ts';

/** 311:3.1.2-22: without User Name no Password; 5.0 allows it. */
export function checkCredentials(group: Group, protocol: readonly ProtocolVersion[], reader: Reader): void {
  if (group.password === undefined || group.username !== undefined || reader.hasKey(group, 'username'))
    return;
  const versions = group.protocol === undefined ? protocol : [group.protocol];
  if (!versions.includes(4)) return;
  reader.report(
    'password-without-username',
    reader.keySpanOf(group, 'password'),
    'MQTT 3.1.1 has no password without a user name (311:3.1.2-22)',
    'add `username`, or use MQTT 5.0',
  );
}
