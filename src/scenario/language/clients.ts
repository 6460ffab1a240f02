import { expandAddresses } from '../address-range.ts';
import { object, oneOrMany, record } from '../kinds/collections.ts';
import { mapped, type Kind } from '../kinds/kind.ts';
import { GROUP_NAME } from '../kinds/members.ts';
import { duration, share, size } from '../kinds/quantities.ts';
import { boolean, integer, oneOf, template, text } from '../kinds/scalars.ts';
import { topicName } from '../kinds/topics.ts';
import type { Group, GroupSpec, ReconnectSpec, RefuseSpec, WillSpec } from '../types.ts';
import { messageProperties } from './message-properties.ts';
import { password } from './password.ts';
import { PER_CLIENT } from './per-client.ts';
import { rows } from './rows.ts';
import { CLIENTS_MAX, GROUPS_MAX } from './limits.ts';
import { tls } from './target.ts';
import {
  keepAlive,
  protocolVersion,
  qos,
  reasonCode,
  RECONNECT_DELAYS,
  seconds,
  sessionExpiry,
  userProperties,
} from './values.ts';

const will: Kind<WillSpec> = object<WillSpec>(
  { what: '`will`' },
  {
    topic: {
      kind: topicName(PER_CLIENT),
      description: 'Where the Will Message is published.',
      required: true,
    },
    payload: {
      kind: template(PER_CLIENT),
      description:
        'Text of the Will Message; where absent it is a mark that tells it from every other message, in MQTT 3.1.1 too.',
    },
    qos: { kind: qos, description: 'QoS of the Will Message.', fallback: 0 },
    retain: { kind: boolean, description: 'Will Retain.', fallback: false },
    delay: { kind: seconds(), description: 'Will Delay Interval (5.0).' },
    ...messageProperties,
  },
);

const reconnect: Kind<ReconnectSpec> = object<ReconnectSpec>(
  {
    what: '`reconnect`',
    short: mapped(boolean, (enabled): ReconnectSpec => ({ enabled, ...RECONNECT_DELAYS })),
  },
  {
    enabled: {
      kind: boolean,
      description: 'Connect again after an unwanted end of the connection.',
      fallback: true,
    },
    initialDelay: {
      kind: duration(),
      description: 'Wait before the first attempt; doubled after each failure.',
      fallback: RECONNECT_DELAYS.initialDelay,
    },
    maxDelay: {
      kind: duration(),
      description: 'The longest wait between two attempts.',
      fallback: RECONNECT_DELAYS.maxDelay,
    },
  },
);

/** What PUBACK and PUBREC may carry of 0x80 and more (5.0, tables 3-4 and 3-5), but for 0x91, which would be untrue. */
const REFUSALS = [0x80, 0x83, 0x87, 0x90, 0x97, 0x99];
const QUOTA_EXCEEDED = 0x97;

const refusal: Kind<number> = mapped(reasonCode, (code, node, reader) => {
  if (REFUSALS.includes(code)) return code;
  const codes = REFUSALS.map((each) => `0x${each.toString(16)}`).join(', ');
  reader.report('bad-value', node.span, `needs a Reason Code that refuses a message: ${codes}`);
  return undefined;
});

const refuse: Kind<RefuseSpec> = object<RefuseSpec>(
  { what: '`refuse`', short: mapped(share, (only): RefuseSpec => ({ share: only, reason: QUOTA_EXCEEDED })) },
  {
    share: { kind: share, description: 'The part of the messages, chosen by the seed.', required: true },
    reason: { kind: refusal, description: 'Reason Code of PUBACK and PUBREC.', fallback: QUOTA_EXCEEDED },
  },
);

const addresses: Kind<readonly string[]> = mapped(
  text({ expects: 'an address or a range' }),
  (value, node, reader) => {
    const expanded = expandAddresses(value);
    if (expanded === undefined)
      reader.report(
        'bad-address',
        node.span,
        'needs an IP address or an ascending range such as `127.0.0.2-127.0.0.5`',
      );
    return expanded;
  },
);

const sourceAddresses: Kind<readonly string[]> = mapped(
  oneOrMany(addresses, { max: 1_000, what: 'addresses or ranges' }),
  (several) => several.flat(),
);

const CONNECT_TIMEOUT_US = 30_000_000;

const groupSpec: Kind<GroupSpec> = object<GroupSpec>(
  { what: 'a client group' },
  {
    count: { kind: integer({ min: 1, max: CLIENTS_MAX }), description: 'How many clients.', required: true },
    rows: {
      kind: rows,
      description: 'A CSV file with a header line: client i has row i, ${row.column} its fields.',
    },
    id: {
      kind: template(PER_CLIENT),
      description: 'Client Identifier; mb${run}-${group}-${index} where absent.',
    },
    protocol: {
      kind: protocolVersion,
      description: 'MQTT version of this group, whatever that of the scenario.',
    },
    engine: {
      kind: oneOf('wire', 'mqttjs'),
      description: 'Our wire client, or npm `mqtt` for comparison.',
      fallback: 'wire',
    },
    keepAlive: { kind: keepAlive, description: 'Keep Alive; 0 switches it off.', fallback: 60 },
    cleanStart: { kind: boolean, description: 'Clean Start (3.1.1: Clean Session).', fallback: true },
    sessionExpiry: {
      kind: sessionExpiry,
      description:
        'Session Expiry Interval (5.0); `never` with `clean-start: false` means the same in 3.1.1.',
    },
    username: { kind: template(PER_CLIENT), description: 'User name.' },
    password: {
      kind: password,
      description: 'Password; keep secrets in ${env.NAME}. Or a JSON Web Token for each client.',
    },
    will: { kind: will, description: 'Will Message.' },
    receiveMaximum: { kind: integer({ min: 1, max: 65_535 }), description: 'Receive Maximum (5.0).' },
    maximumPacketSize: {
      kind: size({ min: 1, max: 268_435_460 }),
      description: 'Maximum Packet Size (5.0).',
    },
    topicAliasMaximum: { kind: integer({ min: 0, max: 65_535 }), description: 'Topic Alias Maximum (5.0).' },
    packetIdentifiers: {
      kind: integer({ min: 1, max: 65_535 }),
      description:
        'Packet Identifiers that each client uses at most, from 1: few come again soon, and with them what a broker makes of that.',
    },
    userProperties: { kind: userProperties, description: 'User Properties of CONNECT (5.0).' },
    reconnect: { kind: reconnect, description: 'What a client does when its connection ends unwanted.' },
    refuse: {
      kind: refuse,
      description:
        'Answer a part of the QoS 1 and 2 messages with a refusal (5.0), as a device that is full does.',
    },
    sourceAddresses: {
      kind: sourceAddresses,
      description: 'Local addresses to connect from, used in turn: for more than about 28,000 connections.',
    },
    connectTimeout: {
      kind: duration({ min: 1_000 }),
      description: 'How long a connection attempt may take until CONNACK.',
      fallback: CONNECT_TIMEOUT_US,
    },
    tls: { kind: tls, description: 'TLS of this group; what is absent comes from `target`.' },
  },
);

/** The named groups, in the order of the file. */
export const groups: Kind<readonly Group[]> = mapped(
  record(groupSpec, {
    what: 'client groups',
    min: 1,
    max: GROUPS_MAX,
    namePattern: GROUP_NAME,
    nameRule: 'a letter, then letters, digits, `-` and `_`, 64 at most',
  }),
  (pairs, node, reader) => {
    const named = pairs.map(([name, spec]): Group => {
      const group = { ...spec, name };
      reader.rememberLike(group, spec);
      return group;
    });
    const all = node.kind === 'map' ? node.entries.find((entry) => entry.key === 'all') : undefined;
    if (all !== undefined)
      reader.report('reserved-name', all.keySpan, '`all` means every group, so no group can have that name');
    return named;
  },
);
