/** CONNECT (section 3.1). */
import type { Clause } from '../clause.ts';
import { PacketType, type ProtocolVersion } from '../constants.ts';
import { CLIENT_ID, connect, type ConnectParts, field, section, uint16 } from './bytes.ts';
import { fromClient, type Malformation } from './malformation.ts';

const CUT_SHORT = { 4: '311:§2.2.3', 5: '5:§2.1.4' } as const;
const id = field(CLIENT_ID);

export const CONNECT: readonly Malformation[] = [
  bad('protocol-name', 'the protocol name MQTX', { 4: '311:3.1.2-1', 5: '5:3.1.2-1' }, () => ({
    name: 'MQTX',
  })),
  bad('protocol-name-case', 'the protocol name mqtt', { 4: '311:3.1.2-1', 5: '5:3.1.2-1' }, () => ({
    name: 'mqtt',
  })),
  bad('protocol-name-empty', 'an empty protocol name', { 4: '311:3.1.2-1', 5: '5:3.1.2-1' }, () => ({
    name: '',
  })),
  bad('protocol-level-low', 'protocol level 2', { 4: '311:3.1.2-2' }, () => ({ level: 2 })),
  bad('protocol-level-high', 'protocol level 99', { 5: '5:3.1.2-2' }, () => ({ level: 99 })),
  bad('reserved-flag', 'the reserved connect flag', { 4: '311:3.1.2-3', 5: '5:3.1.2-3' }, () => ({
    flags: 0x03,
  })),
  bad('will-qos-3', 'Will QoS 3', { 4: '311:3.1.2-14', 5: '5:3.1.2-12' }, (version) =>
    withWill(version, 0x1e, 'a/b'),
  ),
  bad(
    'will-qos-without-will',
    'Will QoS 1 without Will Flag',
    { 4: '311:3.1.2-13', 5: '5:3.1.2-11' },
    () => ({
      flags: 0x0a,
    }),
  ),
  bad(
    'will-retain-without-will',
    'Will Retain without Will Flag',
    { 4: '311:3.1.2-15', 5: '5:3.1.2-13' },
    () => ({
      flags: 0x22,
    }),
  ),
  bad('password-without-username', 'a password without a user name', { 4: '311:3.1.2-22' }, () => ({
    flags: 0x42,
    payload: [id, field('secret')],
  })),
  bad(
    'will-topic-wildcard',
    'a wildcard in the Will Topic',
    { 4: '311:4.7.1-1', 5: '5:4.7.0-1' },
    (version) => withWill(version, 0x06, 'a/+'),
  ),
  bad('will-topic-empty', 'an empty Will Topic', { 4: '311:4.7.3-1', 5: '5:4.7.3-1' }, (version) =>
    withWill(version, 0x06, ''),
  ),
  bad('client-id-missing', 'no client id at all', CUT_SHORT, () => ({ payload: [] })),
  bad('client-id-beyond-end', 'a client id longer than the packet', CUT_SHORT, () => ({
    payload: [uint16(100), 0x61],
  })),
  bad('will-missing', 'Will Flag without a Will', CUT_SHORT, () => ({ flags: 0x06 })),
  bad('username-missing', 'User Name Flag without a user name', CUT_SHORT, () => ({ flags: 0x82 })),
  bad('password-missing', 'Password Flag without a password', CUT_SHORT, () => ({
    flags: 0xc2,
    payload: [id, field('user')],
  })),
  bad('username-without-flag', 'a user name without its flag', CUT_SHORT, () => ({
    payload: [id, field('user')],
  })),
  bad('password-without-flag', 'a password without its flag', CUT_SHORT, () => ({
    flags: 0x82,
    payload: [id, field('user'), field('secret')],
  })),
  bad('trailing-bytes', 'bytes behind the last field', CUT_SHORT, () => ({ payload: [id, 0x00] })),
  {
    ...bad(
      'empty-client-id-not-clean',
      'an empty client id with Clean Session 0',
      { 4: '311:3.1.3-7' },
      () => ({
        flags: 0x00,
        payload: [field('')],
      }),
    ),
    shownBy: 'meaning',
  },
];

type Clauses = Readonly<Partial<Record<ProtocolVersion, Clause>>>;

function bad(
  name: string,
  summary: string,
  clauses: Clauses,
  parts: (version: ProtocolVersion) => ConnectParts,
): Malformation {
  return fromClient({
    id: `connect-${name}`,
    summary,
    packetType: PacketType.connect,
    clauses,
    build: (version) => connect(version, parts(version)),
  });
}

function withWill(version: ProtocolVersion, flags: number, topic: string): ConnectParts {
  return { flags, payload: [id, section(version), field(topic), field('gone')] };
}
