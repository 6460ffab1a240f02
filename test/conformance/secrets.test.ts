/** No password gets into a report, and what stands in its place can still be read as a packet. */
import test from 'ava';
import { masked, withoutSecrets } from '../../src/conformance/secrets.ts';
import { PacketJournal } from '../../src/conformance/packet-journal.ts';
import { PacketType } from '../../src/protocol/constants.ts';
import { encodePacket } from '../../src/protocol/encode.ts';
import type { ConnectPacket } from '../../src/protocol/packets.ts';

const PASSWORD = Buffer.from('hunter2hunter2');
const DATA = Buffer.from('proof of identity');

const OPEN: ConnectPacket = {
  type: PacketType.connect,
  protocolName: 'MQTT',
  protocolVersion: 5,
  cleanStart: true,
  keepAlive: 0,
  clientId: 'c',
  username: 'somebody',
};
const CONNECT: ConnectPacket = {
  ...OPEN,
  password: PASSWORD,
  properties: { authenticationMethod: 'm', authenticationData: DATA },
};

function journalled(packet: Parameters<typeof masked>[0]): string {
  const journal = new PacketJournal();
  journal.packet(0, 'client 1', 'out', { packet, bytes: encodePacket(packet, 5), version: 5 });
  return Buffer.from(journal.entries[0]?.bytes ?? []).toString('latin1');
}

test('a witness has asterisks in place of a password and of authentication data, and every other byte as it was', (t) => {
  const sent = Buffer.from(encodePacket(CONNECT, 5)).toString('latin1');
  const hide = (text: string, secret: Buffer): string =>
    text.replace(secret.toString('latin1'), '*'.repeat(secret.length));
  t.is(journalled(CONNECT), hide(hide(sent, PASSWORD), DATA));
  const auth = { type: PacketType.auth, reasonCode: 0x18, properties: CONNECT.properties ?? {} } as const;
  t.false(journalled(auth).includes(DATA.toString()));
  t.true(journalled(auth).includes('*'.repeat(DATA.length)));
});

test('packets without a secret are left as they are', (t) => {
  t.is(masked(OPEN), OPEN);
});

test('bytes that are no packet are searched for the secrets that there are', (t) => {
  const bytes = Buffer.concat([Buffer.from(encodePacket(CONNECT, 5)), Buffer.from(encodePacket(CONNECT, 5))]);
  bytes[8] = 6;
  const shown = Buffer.from(withoutSecrets(bytes, [PASSWORD, new Uint8Array(0)])).toString('latin1');
  t.is(shown.length, bytes.length);
  t.false(shown.includes(PASSWORD.toString()));
  t.is(shown.split('*'.repeat(PASSWORD.length)).length, 3);
});
