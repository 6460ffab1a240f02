/**
 * What the workloads are in plain MQTT.js, as somebody would write them who knows it well.
 *
 *   node mqttjs.js paced <url> <clients> <messages a second in total> <seconds> <payload bytes>
 *   node mqttjs.js pairs <url> <pairs> <messages a second in total> <seconds> <payload bytes> <qos>
 *   node mqttjs.js flood <url> <clients> <seconds> <payload bytes> <qos> <window>
 *   node mqttjs.js idle <url> <clients> <connections a second> <seconds>
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAsync, type MqttClient } from 'mqtt';

const [mode = '', url = '', ...numbers] = process.argv.slice(2);

function argument(position: number): number {
  const value = Number(numbers[position]);
  if (!Number.isFinite(value)) throw new Error(`argument ${position + 3} of ${mode} is not a number`);
  return value;
}

function connect(role: string, index: number): Promise<MqttClient> {
  return connectAsync(url, {
    clientId: `mqttjs-${role}-${index}`,
    protocolVersion: 4,
    keepalive: 300,
    clean: true,
    reconnectPeriod: 0,
    rejectUnauthorized: false,
  });
}

function connectAll(role: string, count: number): Promise<MqttClient[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => connect(role, index)));
}

/** Sends what is due each millisecond, one publisher after the other. */
async function pace(
  clients: readonly MqttClient[],
  rate: number,
  seconds: number,
  send: (client: MqttClient, index: number) => void,
): Promise<number> {
  const total = rate * seconds;
  const start = performance.now();
  let sent = 0;
  while (sent < total) {
    const due = Math.min(total, Math.floor(((performance.now() - start) / 1000) * rate));
    for (; sent < due; sent += 1) {
      const index = sent % clients.length;
      const client = clients[index];
      if (client !== undefined) send(client, index);
    }
    await sleep(1);
  }
  return sent;
}

async function paced(): Promise<object> {
  const clients = await connectAll('publisher', argument(0));
  const sequences = new Uint32Array(clients.length);
  const filler = Buffer.alloc(argument(3), 'x');
  const sent = await pace(clients, argument(1), argument(2), (client, index) => {
    client.publish(`bench/${index}`, stamped(filler, sequences, index));
  });
  await Promise.all(clients.map((client) => client.endAsync()));
  return { sent };
}

/** A payload of its own for each message: MQTT.js may still hold the one before. */
function stamped(filler: Buffer, sequences: Uint32Array, index: number): Buffer {
  const payload = Buffer.from(filler);
  const sequence = sequences[index] ?? 0;
  sequences[index] = sequence + 1;
  payload.writeUInt32BE(sequence, 0);
  payload.writeDoubleBE(performance.now(), 4);
  return payload;
}

/** Verification is the least that deserves the name: every publisher's numbers arrive in order, none is missing. */
async function pairs(): Promise<object> {
  const count = argument(0);
  const qos = argument(4) as 0 | 1 | 2;
  const subscribers = await connectAll('subscriber', count);
  const tally = { received: 0, wrong: 0, latencyMs: 0 };
  await Promise.all(
    subscribers.map((subscriber, index) => {
      let expected = 0;
      subscriber.on('message', (_topic, payload) => {
        if (payload.readUInt32BE(0) !== expected) tally.wrong += 1;
        expected = payload.readUInt32BE(0) + 1;
        tally.latencyMs += performance.now() - payload.readDoubleBE(4);
        tally.received += 1;
      });
      return subscriber.subscribeAsync(`bench/${index}`, { qos });
    }),
  );
  const publishers = await connectAll('publisher', count);
  const sequences = new Uint32Array(count);
  const filler = Buffer.alloc(argument(3), 'x');
  const sent = await pace(publishers, argument(1), argument(2), (client, index) => {
    client.publish(`bench/${index}`, stamped(filler, sequences, index), { qos });
  });
  for (let waited = 0; tally.received < sent && waited < 50; waited += 1) await sleep(100);
  await Promise.all([...publishers, ...subscribers].map((client) => client.endAsync()));
  if (tally.wrong > 0 || tally.received !== sent) throw new Error(JSON.stringify({ sent, ...tally }));
  return { sent, ...tally };
}

/** Each client keeps up to `window` messages between `publish` and its callback. */
async function flood(): Promise<object> {
  const clients = await connectAll('publisher', argument(0));
  const payload = Buffer.alloc(argument(2), 'x');
  const qos = argument(3) as 0 | 1 | 2;
  const endMs = performance.now() + argument(1) * 1000;
  let sent = 0;
  const run = async (client: MqttClient, index: number): Promise<void> => {
    while (performance.now() < endMs) {
      await client.publishAsync(`bench/${index}`, payload, { qos });
      sent += 1;
    }
  };
  const window = argument(4);
  await Promise.all(
    clients.flatMap((client, index) => Array.from({ length: window }, () => run(client, index))),
  );
  await Promise.all(clients.map((client) => client.endAsync()));
  return { sent };
}

async function idle(): Promise<object> {
  await sleep(5000);
  const clients: Promise<MqttClient>[] = [];
  const perTick = Math.max(1, argument(1) / 100);
  while (clients.length < argument(0)) {
    for (let i = 0; i < perTick && clients.length < argument(0); i += 1)
      clients.push(connect('idle', clients.length));
    await sleep(10);
  }
  const connected = await Promise.all(clients);
  await sleep(argument(2) * 1000);
  await Promise.all(connected.map((client) => client.endAsync()));
  return { connections: connected.length };
}

const MODES: Readonly<Record<string, () => Promise<object>>> = { paced, pairs, flood, idle };
const run = MODES[mode];
if (run === undefined) throw new Error(`modes: ${Object.keys(MODES).join(', ')}`);
console.log(JSON.stringify(await run()));
