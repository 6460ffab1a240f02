import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import test from 'ava';
import { scramAuthentication, scramUser, SCRAM_SHA_256 } from '../../../src/broker/auth/scram.ts';
import type { EnhancedAuthentication } from '../../../src/broker/auth/authentication.ts';
import { PacketType } from '../../../src/protocol/constants.ts';
import type { AuthPacket } from '../../../src/protocol/packets.ts';
import { BrokerHarness } from '../../support/broker-harness.ts';
import { connectPacket, settled } from '../../support/raw-client.ts';

const method = 'COUNT';

/** Wants the digits from the number in CONNECT down to 0, one a step; later answers in a while. */
function countdown(isLate: boolean): EnhancedAuthentication {
  return {
    start: () => {
      let expected: number | undefined;
      return (data) => {
        const number = Number(Buffer.from(data ?? []).toString());
        const isRight = expected === undefined || number === expected;
        expected = number - 1;
        const step = !isRight
          ? ({ kind: 'failure', message: 'wrong number' } as const)
          : number === 0
            ? ({ kind: 'success', username: 'counter', data: Buffer.from('done') } as const)
            : ({ kind: 'continue', data: Buffer.from(String(expected)) } as const);
        return isLate ? Promise.resolve(step) : step;
      };
    },
  };
}

function auth(text: string, reasonCode = 0x18, authenticationMethod = method): AuthPacket {
  return {
    type: PacketType.auth,
    reasonCode,
    properties: { authenticationMethod, authenticationData: Buffer.from(text) },
  };
}

const connect = (text: string, authenticationMethod = method) =>
  connectPacket(5, { properties: { authenticationMethod, authenticationData: Buffer.from(text) } });

for (const isLate of [false, true]) {
  const when = isLate ? 'in a while' : 'at once';

  test(`5:4.12.0-2, -5: an exchange answered ${when} ends in CONNACK with method and data`, async (t) => {
    const harness = new BrokerHarness({ enhanced: { [method]: countdown(isLate) } });
    const client = harness.dial(5);
    client.send(connect('2'));
    await settled();
    t.like(await client.takeOne(PacketType.auth), {
      reasonCode: 0x18,
      properties: { authenticationMethod: method },
    });
    client.send(auth('1'));
    await settled();
    t.deepEqual(
      Buffer.from((await client.takeOne(PacketType.auth)).properties?.authenticationData ?? []).toString(),
      '0',
    );
    client.send(auth('0'), { type: PacketType.pingreq });
    await settled();
    const [connack, ping] = await client.take();
    t.like(connack, {
      type: PacketType.connack,
      reasonCode: 0,
      properties: { authenticationMethod: method },
    });
    t.is(ping?.type, PacketType.pingresp);
  });

  test(`5:4.12.0-4: a failure ${when} ends in CONNACK 0x87 and a close`, async (t) => {
    const harness = new BrokerHarness({ enhanced: { [method]: countdown(isLate) } });
    const client = harness.dial(5);
    client.send(connect('2'));
    await settled();
    await client.take();
    client.send(auth('7'));
    await settled();
    t.like(await client.takeOne(PacketType.connack), { reasonCode: 0x87 });
    t.truthy(client.closed);
    t.is(harness.broker.stats().sessions, 0);
  });

  test(`5:4.12.1-2: re-authentication ${when} ends in AUTH 0, or closes with DISCONNECT 0x87`, async (t) => {
    const harness = new BrokerHarness({ enhanced: { [method]: countdown(isLate) } });
    const client = harness.dial(5);
    await client.exchange(connect('0'));
    await settled();
    await client.take();
    client.send(auth('1', 0x19));
    await settled();
    t.like(await client.takeOne(PacketType.auth), { reasonCode: 0x18 });
    client.send({ type: PacketType.pingreq });
    t.truthy(await client.takeOne(PacketType.pingresp));
    client.send(auth('0'));
    await settled();
    t.like(await client.takeOne(PacketType.auth), {
      reasonCode: 0,
      properties: { authenticationMethod: method },
    });
    client.send(auth('3', 0x19));
    await settled();
    await client.takeOne(PacketType.auth);
    client.send(auth('9'));
    await settled();
    t.like(await client.takeOne(PacketType.disconnect), { reasonCode: 0x87 });
    t.truthy(client.closed);
  });
}

test('5:4.12.0-1: an unknown method is refused with 0x8C', async (t) => {
  const harness = new BrokerHarness({ enhanced: { [method]: countdown(false) } });
  for (const unknown of ['OTHER', 'constructor']) {
    const client = harness.dial(5);
    client.send(connect('0', unknown));
    t.like(await client.takeOne(PacketType.connack), { reasonCode: 0x8c });
  }
});

test('5:3.1.2-30: anything but AUTH before CONNACK is refused', async (t) => {
  const harness = new BrokerHarness({ enhanced: { [method]: countdown(false) } });
  const client = harness.dial(5);
  client.send(connect('2'));
  await client.takeOne(PacketType.auth);
  client.send({ type: PacketType.pingreq });
  t.like(await client.takeOne(PacketType.connack), { reasonCode: 0x82 });
  t.truthy(client.closed);
});

test('5:U-3.15-1: AUTH with another method, without one, or out of turn is a Protocol Error', async (t) => {
  for (const packet of [auth('1', 0x19, 'OTHER'), auth('1', 0x18)]) {
    const client = new BrokerHarness({ enhanced: { [method]: countdown(false) } }).dial(5);
    await client.exchange(connect('0'));
    client.send(packet);
    t.like(await client.takeOne(PacketType.disconnect), { reasonCode: 0x82 });
  }
  const plain = await new BrokerHarness().client(5);
  plain.send(auth('1', 0x19));
  t.like(await plain.takeOne(PacketType.disconnect), { reasonCode: 0x82 });
});

test('an exchange that is never finished is closed in time', async (t) => {
  const harness = new BrokerHarness({
    enhanced: { [method]: countdown(false) },
    limits: { connectTimeoutMs: 1000 },
  });
  const client = harness.dial(5);
  client.send(connect('2'));
  await client.takeOne(PacketType.auth);
  await harness.advance(1.3);
  await settled();
  t.truthy(client.closed);
});

/** The client's side of RFC 5802, written from the RFC and not from ours. */
function proofOf(password: string, bareFirst: string, serverFirst: string): string {
  const [, nonce = '', salt = '', iterations = ''] = /^r=(.*),s=(.*),i=(.*)$/u.exec(serverFirst) ?? [];
  const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256');
  const hmac = (key: Uint8Array, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const clientKey = hmac(salted, 'Client Key');
  const signature = hmac(
    createHash('sha256').update(clientKey).digest(),
    `${bareFirst},${serverFirst},c=biws,r=${nonce}`,
  );
  const proof = Buffer.from(clientKey.map((byte, at) => byte ^ (signature[at] ?? 0)));
  return `c=biws,r=${nonce},p=${proof.toString('base64')}`;
}

test('SCRAM-SHA-256 computes what RFC 7677 section 3 gives as an example', async (t) => {
  const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
  const scram = scramAuthentication({
    users: [scramUser('user', 'pencil', salt, 4096)],
    nonce: () => '%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0',
  });
  const exchange = scram.start({
    clientId: 'c',
    version: 5,
    username: undefined,
    password: undefined,
    certificate: undefined,
  });
  const first = await exchange(Buffer.from('n,,n=user,r=rOprNGfwEbeRWgbNEkqO'));
  const expectedFirst =
    'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096';
  t.deepEqual(first, { kind: 'continue', data: Buffer.from(expectedFirst) });
  const final =
    'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=';
  t.deepEqual(await exchange(Buffer.from(final)), {
    kind: 'success',
    data: Buffer.from('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4='),
    username: 'user',
  });
});

test('SCRAM-SHA-256 over AUTH lets in who knows the password, and nobody else', async (t) => {
  const users = [scramUser('mia', 'secret', Buffer.from('some salt'))];
  for (const [user, password, isGood] of [
    ['mia', 'secret', true],
    ['mia', 'wrong', false],
    ['eve', 'secret', false],
  ] as const) {
    const harness = new BrokerHarness({ enhanced: { [SCRAM_SHA_256]: scramAuthentication({ users }) } });
    const client = harness.dial(5);
    const bare = `n=${user},r=abc`;
    client.send(connect(`n,,${bare}`, SCRAM_SHA_256));
    const challenge = await client.takeOne(PacketType.auth);
    const serverFirst = Buffer.from(challenge.properties?.authenticationData ?? []).toString();
    client.send(auth(proofOf(password, bare, serverFirst), 0x18, SCRAM_SHA_256));
    const { reasonCode } = await client.takeOne(PacketType.connack);
    t.is(reasonCode, isGood ? 0 : 0x87);
  }
});
