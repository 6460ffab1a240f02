import type { ProtocolVersion } from '../../protocol/constants.ts';
import { STAMP_PROPERTY_NAME } from '../language/limits.ts';
import type { Reader } from '../reader.ts';
import type { Group, PublishSpec, Step } from '../types.ts';
import { allSteps, groupsOf } from './walk.ts';

/** Only what speaks MQTT 5.0 at both ends can carry a stamp in a User Property: anything else would look like a lost message. */
export function checkStamps(
  groups: readonly Group[],
  steps: readonly Step[],
  protocol: readonly ProtocolVersion[],
  reader: Reader,
): void {
  const all = allSteps(steps);
  const subscribers = all.flatMap((step) => (step.kind === 'subscribe' ? groupsOf(step.spec, groups) : []));
  const speaks311 = (group: Group): boolean => (group.protocol ?? (protocol.includes(4) ? 4 : 5)) === 4;
  for (const { kind, spec } of all) {
    if (kind !== 'publish' && kind !== 'request') continue;
    if (kind === 'publish') {
      checkReservedName(spec, reader);
      checkEmpty(spec, reader);
    }
    if (spec.payload.stamp !== 'user-property') continue;
    const publisher = groupsOf(spec, groups).find(speaks311);
    const blind = publisher ?? subscribers.find(speaks311);
    if (blind === undefined) continue;
    const does = publisher === undefined ? 'subscribes' : 'publishes';
    reader.report(
      'stamp-carrier',
      reader.spanOf(spec, 'payload'),
      `this payload has its stamp in a User Property of MQTT 5.0, but group \`${blind.name}\` ${does} at 3.1.1`,
      'say `stamp: payload`, which puts 24 bytes before the content, or `stamp: none`, which judges none of these messages, or `protocol: "5.0"`',
    );
  }
}

/** Nothing could tell such messages apart, and they do nothing that could be judged. */
function checkEmpty({ payload, retain }: PublishSpec, reader: Reader): void {
  if (payload.content.kind !== 'empty' || retain) return;
  reader.report(
    'payload-too-small',
    reader.spanOf(payload),
    'an empty payload has no room for the bytes that identify each message',
    'use 16B or more, or `retain: true` to clear the topic',
  );
}

function checkReservedName({ userProperties }: PublishSpec, reader: Reader): void {
  if (userProperties === undefined || !userProperties.some(([name]) => name === STAMP_PROPERTY_NAME)) return;
  reader.report(
    'reserved-name',
    reader.spanOf(userProperties),
    `the User Property \`${STAMP_PROPERTY_NAME}\` is where stamps stand`,
  );
}
