/** The broker before an independent client, npm `mqtt`, over real sockets. */
import test, { type ExecutionContext } from 'ava';
import mqtt, { type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt';
import { present } from '../../src/base/assert.ts';
import { certificateAuthentication } from '../../src/broker/auth/certificate.ts';
import { startBroker, type RunningBroker, type StartOptions } from '../../src/broker/start.ts';
import { VERSIONS, versionLabel } from '../support/broker-harness.ts';
import { testCertificates } from '../support/certificates.ts';

type Message = readonly [topic: string, text: string, packet: IPublishPacket];

/** A client that keeps what it gets. */
class Inbox {
  readonly client: MqttClient;
  readonly messages: Message[] = [];
  #onMessage: (() => void) | undefined;

  constructor(client: MqttClient) {
    this.client = client;
    client.on('message', (topic, payload, packet) => {
      this.messages.push([topic, payload.toString(), packet]);
      this.#onMessage?.();
    });
  }

  /** Resolves once there are so many messages. */
  async until(count: number): Promise<readonly Message[]> {
    while (this.messages.length < count) {
      await new Promise<void>((resolve) => {
        this.#onMessage = resolve;
      });
    }
    return this.messages;
  }
}

async function start(t: ExecutionContext, options: Partial<StartOptions> = {}): Promise<RunningBroker> {
  const running = await startBroker({ listeners: [{ protocol: 'mqtt', port: 0 }], ...options });
  t.teardown(() => running.close());
  return running;
}

async function connect(
  t: ExecutionContext,
  url: string | undefined,
  options: IClientOptions,
): Promise<Inbox> {
  // The inbox comes first: messages may follow CONNACK at once.
  const inbox = new Inbox(mqtt.connect(present(url, 'a URL'), { reconnectPeriod: 0, ...options }));
  t.teardown(() => inbox.client.endAsync(true));
  await new Promise<void>((resolve, reject) => {
    inbox.client.once('connect', () => resolve());
    inbox.client.once('error', reject);
  });
  return inbox;
}

for (const protocolVersion of VERSIONS) {
  const label = versionLabel(protocolVersion);

  test(`${label}: MQTT.js publishes and gets every QoS over tcp and ws`, async (t) => {
    const running = await start(t, {
      listeners: [
        { protocol: 'mqtt', port: 0 },
        { protocol: 'ws', port: 0 },
      ],
    });
    for (const url of running.urls) {
      const inbox = await connect(t, url, { protocolVersion });
      await inbox.client.subscribeAsync('a/#', { qos: 2 });
      for (const qos of [0, 1, 2] as const)
        await inbox.client.publishAsync(`a/${qos}`, 'x'.repeat(100_000), { qos });
      const found = (await inbox.until(3)).map(([topic, text, packet]) => [topic, text.length, packet.qos]);
      t.deepEqual(found, [
        ['a/0', 100_000, 0],
        ['a/1', 100_000, 1],
        ['a/2', 100_000, 2],
      ]);
    }
  });

  test(`${label}: MQTT.js resumes a session and gets what it missed`, async (t) => {
    const { urls } = await start(t);
    const lasting = {
      protocolVersion,
      clientId: 's',
      clean: false,
      properties: { sessionExpiryInterval: 100 },
    };
    const first = await connect(t, urls[0], lasting);
    await first.client.subscribeAsync('a', { qos: 2 });
    await first.client.endAsync();
    const publisher = await connect(t, urls[0], { protocolVersion, clientId: 'p' });
    for (let i = 0; i < 50; i += 1)
      await publisher.client.publishAsync('a', String(i), { qos: i % 2 === 0 ? 1 : 2 });
    const second = await connect(t, urls[0], lasting);
    const messages = await second.until(50);
    for (const [start, qos] of [
      [0, 1],
      [1, 2],
    ] as const) {
      // MQTT.js tells of QoS 2 at PUBREL: order holds for each QoS apart.
      const numbers = messages.filter(([, , packet]) => packet.qos === qos).map(([, text]) => Number(text));
      t.deepEqual(
        numbers,
        Array.from({ length: 25 }, (_, i) => start + i * 2),
      );
    }
  });

  test(`${label}: MQTT.js leaves a retained Will`, async (t) => {
    const { urls } = await start(t);
    const will = { topic: 'w', payload: Buffer.from('gone'), qos: 1, retain: true } as const;
    const watcher = await connect(t, urls[0], { protocolVersion, clientId: 'watcher' });
    await watcher.client.subscribeAsync('w');
    const client = await connect(t, urls[0], { protocolVersion, clientId: 'c', will });
    client.client.stream.destroy();
    t.like((await watcher.until(1))[0], ['w', 'gone', { retain: false }]);
    const late = await connect(t, urls[0], { protocolVersion, clientId: 'late' });
    await late.client.subscribeAsync('w');
    t.like((await late.until(1))[0], ['w', 'gone', { retain: true }]);
  });
}

test('MQTT.js shares a subscription, each message to one member', async (t) => {
  const { urls } = await start(t);
  const members = [
    await connect(t, urls[0], { protocolVersion: 5 }),
    await connect(t, urls[0], { protocolVersion: 5 }),
  ];
  for (const { client } of members) await client.subscribeAsync('$share/g/a', { qos: 1 });
  const publisher = await connect(t, urls[0], { protocolVersion: 5 });
  for (let i = 0; i < 10; i += 1) await publisher.client.publishAsync('a', String(i), { qos: 1 });
  await Promise.all(members.map((member) => member.until(5)));
  const numbers = members.flatMap(({ messages }) => messages.map(([, text]) => Number(text)));
  t.deepEqual(
    numbers.toSorted((a, b) => a - b),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
});

test('MQTT.js uses Topic Aliases both ways', async (t) => {
  const { urls } = await start(t);
  const properties = { topicAliasMaximum: 5 };
  const inbox = await connect(t, urls[0], {
    protocolVersion: 5,
    autoAssignTopicAlias: true,
    autoUseTopicAlias: true,
    properties,
  });
  await inbox.client.subscribeAsync('long/topic/#', { qos: 1 });
  for (let i = 0; i < 6; i += 1)
    await inbox.client.publishAsync(`long/topic/${i % 2}`, String(i), { qos: 1 });
  const found = (await inbox.until(6)).map(([topic, text]) => `${topic} ${text}`);
  t.deepEqual(
    found,
    Array.from({ length: 6 }, (_, i) => `long/topic/${i % 2} ${i}`),
  );
});

test('MQTT.js over tls and wss, known by its certificate', async (t) => {
  const { ca, server, client } = await testCertificates();
  const tls = { ...server, ca: [ca], requestClientCertificate: true };
  const { urls } = await start(t, {
    listeners: [
      { protocol: 'mqtts', port: 0, tls },
      { protocol: 'wss', port: 0, tls },
    ],
    authenticate: certificateAuthentication(),
  });
  for (const url of urls) {
    const inbox = await connect(t, url, { protocolVersion: 5, ca, ...client });
    await inbox.client.subscribeAsync('a');
    await inbox.client.publishAsync('a', 'x', { qos: 1 });
    t.is((await inbox.until(1))[0]?.[1], 'x');
  }
});

test('closing the broker tells MQTT.js why, and frees the port', async (t) => {
  const running = await startBroker({ listeners: [{ protocol: 'mqtt', port: 0 }] });
  const { client } = await connect(t, running.urls[0], { protocolVersion: 5 });
  const reason = new Promise((resolve) => {
    client.once('disconnect', ({ reasonCode }) => resolve(reasonCode));
  });
  await running.close();
  t.is(await reason, 0x8b);
  const port = Number(new URL(present(running.urls[0], 'a URL')).port);
  const again = await startBroker({ listeners: [{ protocol: 'mqtt', port }] });
  await again.close();
});

test('when one listener fails, none stays', async (t) => {
  const running = await start(t);
  const port = Number(new URL(present(running.urls[0], 'a URL')).port);
  await t.throwsAsync(
    startBroker({
      listeners: [
        { protocol: 'ws', port: 0 },
        { protocol: 'mqtt', port },
      ],
    }),
    { code: 'EADDRINUSE' },
  );
});
