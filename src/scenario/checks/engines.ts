/** What only our own wire client can do. */
import type { Reader } from '../reader.ts';
import type { Group, Step } from '../types.ts';
import { allSteps, groupsOf } from './walk.ts';

const PROPERTIES = [
  'messageExpiry',
  'contentType',
  'payloadFormat',
  'responseTopic',
  'correlationData',
  'userProperties',
] as const;

/** Why npm `mqtt` cannot do a step. */
function reasonAgainst({ kind, spec }: Step): string | undefined {
  if (kind === 'takeover') return '`takeover` needs two connections of one client';
  if (kind === 'request')
    return '`request` needs a client that can read and write properties of each message';
  if (kind === 'publish' && PROPERTIES.some((key) => spec[key] !== undefined))
    return 'properties of messages need a client that sends them';
  if (kind === 'read-slowly') return '`read-slowly` needs a client that can stop reading';
  if ((kind === 'drop' || kind === 'churn') && (spec.how === 'half-open' || spec.how === 'silent'))
    return `\`how: ${spec.how}\` needs a client that can fall silent`;
  return undefined;
}

export function checkEngines(groups: readonly Group[], steps: readonly Step[], reader: Reader): void {
  for (const group of groups) {
    checkRefusals(group, reader);
    checkIdentifiers(group, reader);
    checkWillProperties(group, reader);
  }
  for (const step of allSteps(steps)) {
    const reason = reasonAgainst(step);
    if (reason === undefined || !('clients' in step.spec)) continue;
    const library = actingIn(step, groups).find(({ engine }) => engine === 'mqttjs');
    if (library === undefined) continue;
    reader.report(
      'engine-feature',
      reader.spanOf(step.spec, 'clients'),
      `${reason}, which \`engine: mqttjs\` of group \`${library.name}\` is not`,
      'leave out `engine`: the wire client can',
    );
  }
}

function actingIn(step: Step, groups: readonly Group[]): Group[] {
  if (!('clients' in step.spec)) return [];
  const acting = groupsOf(step.spec, groups);
  if (step.kind !== 'request') return acting;
  return [...acting, ...groupsOf({ clients: step.spec.responders }, groups)];
}

/** npm `mqtt` acknowledges by itself. */
function checkRefusals(group: Group, reader: Reader): void {
  if (group.engine !== 'mqttjs' || group.refuse === undefined) return;
  reader.report(
    'engine-feature',
    reader.keySpanOf(group, 'refuse'),
    `\`engine: mqttjs\` of group \`${group.name}\` acknowledges everything: it cannot refuse a message`,
    'leave out `engine`: the wire client can',
  );
}

/** npm `mqtt` keeps User Properties in no order, and no name twice. */
function checkWillProperties({ engine, name, will }: Group, reader: Reader): void {
  if (engine !== 'mqttjs' || will === undefined || PROPERTIES.every((key) => will[key] === undefined)) return;
  reader.report(
    'engine-feature',
    reader.startOf(will),
    `properties of a Will need a client that sends them, which \`engine: mqttjs\` of group \`${name}\` is not`,
    'leave out `engine`: the wire client can',
  );
}

/** npm `mqtt` chooses them by itself. */
function checkIdentifiers(group: Group, reader: Reader): void {
  if (group.engine !== 'mqttjs' || group.packetIdentifiers === undefined) return;
  reader.report(
    'engine-feature',
    reader.keySpanOf(group, 'packet-identifiers'),
    `\`engine: mqttjs\` of group \`${group.name}\` chooses its Packet Identifiers itself`,
    'leave out `engine`: the wire client can',
  );
}
