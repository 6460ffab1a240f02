/** One tour through all that a broker does: every defect has to show in what its clients see of it, and nothing else may. */
import test from 'ava';
import { aclAccess } from '../../../src/broker/acl.ts';
import { DEFECTS } from '../../../src/broker/defects/index.ts';
import type { BrokerOptions } from '../../../src/broker/options.ts';
import { PacketType, type ProtocolVersion } from '../../../src/protocol/constants.ts';
import type { ConnectPacket, Packet } from '../../../src/protocol/packets.ts';
import { BrokerHarness, will } from '../../support/broker-harness.ts';
import { connectPacket, publishPacket, settled, type RawClient } from '../../support/raw-client.ts';

const OPTIONS: BrokerOptions = {
  access: aclAccess({
    otherwise: 'allow',
    rules: [
      { effect: 'deny', action: 'both', filter: 'forbidden/#' },
      { effect: 'deny', action: 'subscribe', filter: 'unread/#' },
      { effect: 'allow', action: 'both', filter: 'own/%c' },
    ],
  }),
  authenticate: ({ username }) =>
    username === 'bad' ? { ok: false, reason: 'bad-credentials', message: 'no' } : { ok: true, username },
};

class Tour {
  readonly transcript: string[] = [];
  readonly harness: BrokerHarness;
  readonly #clients = new Map<string, RawClient>();

  constructor(alter: (options: BrokerOptions) => BrokerOptions) {
    this.harness = new BrokerHarness(OPTIONS, alter);
  }

  async connect(
    name: string,
    fields: Partial<ConnectPacket> = {},
    version: ProtocolVersion = 5,
  ): Promise<RawClient> {
    const client = this.harness.dial(version);
    client.send(connectPacket(version, { clientId: name, ...fields }));
    this.#clients.set(`${name}#${this.#clients.size}`, client);
    await this.look();
    return client;
  }

  /** Notes what every client has seen since the last look. */
  async look(): Promise<readonly Packet[]> {
    await settled();
    await settled();
    const all: Packet[] = [];
    for (const [name, client] of this.#clients) {
      const packets = client.takeNow();
      all.push(...packets);
      this.transcript.push(
        `${name} ${client.closed?.kind ?? 'open'} ${client.fault ?? ''} ${JSON.stringify(packets)}`,
      );
    }
    return all;
  }

  async do(client: RawClient, ...packets: readonly Packet[]): Promise<readonly Packet[]> {
    client.send(...packets);
    return this.look();
  }

  async advance(seconds: number): Promise<void> {
    await this.harness.advance(seconds);
    await this.look();
  }
}

const LASTING = { cleanStart: false, properties: { sessionExpiryInterval: 50 } } as const;

function subscribe(filters: readonly string[], options: object = {}, properties: object = {}): Packet {
  const subscriptions = filters.map((filter, i) => ({ filter, qos: (2 - (i % 2)) as 1 | 2, ...options }));
  return { type: PacketType.subscribe, packetId: 50, subscriptions, properties };
}

async function connections(tour: Tour): Promise<void> {
  await tour.connect('refused', { username: 'bad' });
  await tour.connect('');
  await tour.connect('#');
  await tour.connect('quiet', { keepAlive: 1 });
  const pinger = await tour.connect('pinger');
  await tour.do(pinger, { type: PacketType.pingreq });
  await tour.advance(2);
  await tour.connect('pinger');
  await tour.do(pinger, { type: PacketType.pingreq });
  const twice = await tour.connect('twice');
  await tour.do(twice, connectPacket(5, { clientId: 'twice' }));
}

async function messages(tour: Tour): Promise<void> {
  const reader = await tour.connect('reader', LASTING);
  const writer = await tour.connect('writer');
  await tour.do(reader, subscribe(['a/#', 'b', '#', 'z/+'], {}, { subscriptionIdentifiers: [7] }));
  await tour.do(reader, { type: PacketType.unsubscribe, packetId: 51, filters: ['b', '#'] });
  await tour.do(writer, publishPacket({ topic: 'b' }), publishPacket({ topic: 'a', text: 'x' }));
  const properties = {
    payloadFormatIndicator: 1,
    messageExpiryInterval: 100,
    contentType: 'text',
    responseTopic: 'r',
    correlationData: Uint8Array.of(1),
    userProperties: [
      ['a', '1'],
      ['b', '2'],
    ],
  } as const;
  for (const qos of [0, 1, 2] as const) {
    for (const text of ['one', 'two'])
      await tour.do(
        writer,
        publishPacket({ topic: 'a/b', text, qos, properties, packetId: qos * 10 + text.charCodeAt(1) }),
      );
  }
  await tour.do(
    writer,
    publishPacket({ topic: 'a/q', qos: 2, packetId: 3 }),
    publishPacket({ topic: 'a/q', qos: 2, packetId: 3, dup: true }),
  );
  await tour.do(writer, { type: PacketType.pubrel, packetId: 3, reasonCode: 0 });
  for (const topic of ['A/b', 'z//b', '$a/b', 'forbidden/x', 'own/writer', 'unread/x'])
    await tour.do(writer, publishPacket({ topic, qos: 1 }));
  await acknowledge(tour, reader);
}

async function acknowledge(tour: Tour, reader: RawClient): Promise<void> {
  await tour.do(reader, { type: PacketType.puback, packetId: 1, reasonCode: 0 });
  await tour.do(reader, { type: PacketType.pubrec, packetId: 3, reasonCode: 0 });
  await tour.do(reader, { type: PacketType.pubcomp, packetId: 3, reasonCode: 0 });
  await tour.do(reader, { type: PacketType.pubrec, packetId: 4, reasonCode: 0x80 });
}

async function sessions(tour: Tour): Promise<void> {
  const writer = await tour.connect('writer-2');
  const first = await tour.connect('s', LASTING);
  await tour.do(first, subscribe(['s/#', 'low'], { qos: 1 }));
  for (const [packetId, text] of [
    [1, 'i'],
    [2, 'j'],
    [3, 'k'],
  ] as const)
    await tour.do(writer, publishPacket({ topic: 's/x', qos: 1, text, packetId }));
  await tour.do(writer, publishPacket({ topic: 'low', qos: 2 }));
  first.drop();
  await tour.look();
  await tour.do(
    writer,
    publishPacket({ topic: 's/x', qos: 1, text: 'away', properties: { messageExpiryInterval: 5 } }),
  );
  await tour.do(
    writer,
    publishPacket({ topic: 's/x', qos: 1, text: 'away too', properties: { messageExpiryInterval: 50 } }),
  );
  await tour.advance(10);
  const second = await tour.connect('s', LASTING);
  await tour.do(writer, publishPacket({ topic: 's/x', qos: 1, text: 'back' }));
  second.drop();
  await tour.look();
  await tour.advance(60);
  const third = await tour.connect('s', LASTING);
  await tour.connect('s', { cleanStart: true });
  third.drop();
  await releases(tour, writer);
  await cleanStarts(tour, writer);
}

/** A session that is resumed between PUBREC and PUBCOMP. */
async function releases(tour: Tour, writer: RawClient): Promise<void> {
  const receiver = await tour.connect('receiver', LASTING);
  await tour.do(receiver, subscribe(['release/me']));
  await tour.do(writer, publishPacket({ topic: 'release/me', qos: 2, packetId: 800 }));
  await tour.do(receiver, { type: PacketType.pubrec, packetId: 1, reasonCode: 0 });
  receiver.drop();
  await tour.look();
  await tour.connect('receiver', LASTING);
}

/** A session with something of every kind left over, ended by Clean Start. */
async function cleanStarts(tour: Tour, writer: RawClient): Promise<void> {
  const leaver = await tour.connect('leaver', LASTING);
  await tour.do(leaver, subscribe(['left/#']));
  await tour.do(writer, publishPacket({ topic: 'left/over', qos: 2, packetId: 900 }));
  await tour.do(leaver, { type: PacketType.pubrec, packetId: 1, reasonCode: 0 });
  await tour.do(leaver, publishPacket({ topic: 'half/done', qos: 2, packetId: 7 }));
  leaver.drop();
  await tour.look();
  await tour.do(writer, publishPacket({ topic: 'left/waiting', qos: 1, packetId: 901 }));
  const back = await tour.connect('leaver', { cleanStart: true });
  await tour.do(back, subscribe(['left/#', 'half/#']));
  await tour.do(back, publishPacket({ topic: 'half/new', qos: 2, packetId: 7 }));
  await tour.connect('leaver', { cleanStart: true });
  await tour.do(writer, publishPacket({ topic: 'left/again', qos: 0 }));
  const brief = await tour.connect('brief', LASTING);
  brief.drop();
  await tour.advance(5);
  await tour.connect('brief', LASTING);
  await tour.connect('brief', LASTING);
  const both = await tour.connect('brief', LASTING);
  await tour.do(both, subscribe(['both']));
  await tour.do(writer, publishPacket({ topic: 'both' }));
}

async function wills(tour: Tour): Promise<void> {
  const watcher = await tour.connect('watcher', { properties: { topicAliasMaximum: 0 } });
  await tour.do(watcher, subscribe(['w']));
  const plain = await tour.connect('plain', { will: will('w', 'plain', { retain: true }) });
  plain.drop();
  await tour.look();
  const polite = await tour.connect('polite', { will: will('w', 'polite') });
  await tour.do(polite, { type: PacketType.disconnect, reasonCode: 0 });
  const slow = await tour.connect('slow', {
    ...LASTING,
    will: will('w', 'slow', { properties: { willDelayInterval: 10 } }),
  });
  slow.drop();
  await tour.advance(5);
  await tour.advance(10);
  await tour.do(await tour.connect('late'), subscribe(['w']));
}

async function retained(tour: Tour): Promise<void> {
  const client = await tour.connect('keeper');
  await tour.do(
    client,
    publishPacket({ topic: 'k', text: 'kept', retain: true }),
    publishPacket({ topic: 'l', text: 'x', retain: true }),
  );
  await tour.do(
    client,
    publishPacket({ topic: 'l', retain: true }),
    publishPacket({ topic: 'm', text: 'loose' }),
  );
  await tour.do(client, subscribe(['k', 'l', 'm']));
  await tour.do(client, publishPacket({ topic: 'twice', text: 'kept', retain: true, qos: 2, packetId: 70 }));
  await tour.do(client, subscribe(['other', 'twice'], {}, { subscriptionIdentifiers: [8] }));
  await tour.do(client, publishPacket({ topic: 'twice', retain: true }));
  await tour.do(client, subscribe(['k'], { retainHandling: 2, retainAsPublished: true, noLocal: false }));
  await tour.do(client, publishPacket({ topic: 'k', text: 'again', retain: true }));
  await tour.do(client, subscribe(['k'], { noLocal: true, retainHandling: 2 }));
  await tour.do(client, publishPacket({ topic: 'k', text: 'own' }));
  const other = await tour.connect('other');
  await tour.do(other, publishPacket({ topic: 'k', text: 'of another', properties: { topicAlias: 3 } }));
  await tour.do(client, subscribe(['forbidden/#', 'own/other', 'unread/+']));
  await tour.do(await tour.connect('any-level'), subscribe(['+']));
}

async function limits(tour: Tour): Promise<void> {
  const narrow = await tour.connect('narrow', { properties: { receiveMaximum: 1, maximumPacketSize: 60 } });
  const writer = await tour.connect('writer-3');
  await tour.do(narrow, subscribe(['n', '#']));
  const came = await tour.do(
    writer,
    publishPacket({ topic: 'n', qos: 1, packetId: 1 }),
    publishPacket({ topic: 'n', qos: 1, packetId: 2 }),
  );
  const [answered] = came.flatMap((packet) =>
    packet.type === PacketType.publish ? [packet.packetId ?? 0] : [],
  );
  await tour.do(narrow, { type: PacketType.puback, packetId: answered ?? 0, reasonCode: 0 });
  await tour.do(
    writer,
    publishPacket({ topic: 'n', text: 'x'.repeat(100) }),
    publishPacket({ topic: 'unread/x' }),
  );
}

async function sharing(tour: Tour): Promise<void> {
  const members = [await tour.connect('m1', LASTING), await tour.connect('m2', LASTING)];
  for (const member of members) await tour.do(member, subscribe(['$share/g/t']));
  const writer = await tour.connect('writer-4');
  for (const packetId of [1, 2, 3]) await tour.do(writer, publishPacket({ topic: 't', qos: 2, packetId }));
  const refusal = { type: PacketType.pubrec, packetId: 1, reasonCode: 0x97 } as const;
  if (members[1] !== undefined) await tour.do(members[1], refusal);
  members[0]?.drop();
  await tour.look();
  await tour.advance(60);
}

/** Last, for the rules change on the way. */
async function rights(tour: Tour): Promise<void> {
  const writer = await tour.connect('writer-5');
  const alias = { topicAlias: 1 };
  await tour.do(
    writer,
    publishPacket({ topic: 'forbidden/z', qos: 1, packetId: 1, properties: alias }),
    publishPacket({ topic: '', qos: 1, packetId: 2, properties: alias }),
  );
  await tour.do(writer, publishPacket({ topic: 'unread/kept', text: 'kept', retain: true }));
  await tour.connect('rights-will', { will: will('forbidden/w', 'gone') });
  const alice = await tour.connect('rights', { ...LASTING, username: 'alice' });
  await tour.do(alice, subscribe(['$share/s/unread/x', '#']));
  await tour.do(writer, publishPacket({ topic: 'unread/live' }));
  alice.drop();
  await tour.do(writer, publishPacket({ topic: 'unread/queued', qos: 1, packetId: 3 }));
  const back = await tour.connect('rights', { ...LASTING, username: 'alice' });
  back.drop();
  await tour.do(
    writer,
    publishPacket({ topic: 'free/bob', qos: 1, packetId: 4 }),
    publishPacket({ topic: 'free/all', qos: 1, packetId: 5 }),
  );
  const rule = { effect: 'deny', action: 'subscribe' } as const;
  const rules = [
    { ...rule, filter: 'free/bob', username: 'bob' },
    { ...rule, filter: 'free/all' },
  ];
  tour.harness.broker.setAccess(aclAccess({ rules, otherwise: 'allow' }));
  await tour.connect('rights', { ...LASTING, username: 'bob' });
}

async function transcriptOf(alter: (options: BrokerOptions) => BrokerOptions): Promise<string[]> {
  const tour = new Tour(alter);
  for (const part of [connections, messages, sessions, wills, retained, limits, sharing, rights])
    await part(tour);
  tour.harness.broker.close();
  return tour.transcript;
}

const sound = transcriptOf((options) => options);

test('the tour is the same every time', async (t) => {
  t.deepEqual(await transcriptOf((options) => options), await sound);
});

test('a sound broker sends nothing that is not MQTT', async (t) => {
  t.deepEqual(
    (await sound).filter((line) => line.includes('the broker sent')),
    [],
  );
});

for (const defect of DEFECTS) {
  test(`${defect.id} shows`, async (t) => {
    const spoilt = await transcriptOf((options) => defect.apply(options, { every: 1 }));
    t.not(spoilt.join('\n'), (await sound).join('\n'));
  });

  test(`${defect.id} that never comes due changes nothing`, async (t) => {
    if (defect.id.startsWith('access-')) {
      t.pass();
      return;
    }
    const dormant = await transcriptOf((options) => defect.apply(options, { every: 1_000_000 }));
    t.is(dormant.join('\n'), (await sound).join('\n'));
  });
}
