/** Clients that are heard of and clients that are not: which of them a broker disconnects, and when (section 3.1.2.10). */
import type { Client } from '../client.ts';
import type { CaseContext } from '../context.ts';

const LONG_KEEP_ALIVE_S = 600;
/** Clients that say nothing behind CONNECT, one after the other: some brokers look at all of them every few seconds only. */
const SILENT = 6;
const STAGGER_MS = 1_000;
/** A broker that is so late with each of them does not wait for one and a half times the Keep Alive, but for longer. */
const LATE_MS = 2_500;
/** Rests between the packets of clients that are heard of, in parts of the Keep Alive. */
const REST = 0.4;

export interface KeepAlive {
  /** What the clients ask for. */
  readonly askedS: number;
  /** What holds. */
  readonly s: number;
}

interface Course {
  isDone: boolean;
}

interface Heard {
  readonly client: Client;
  readonly speak: () => Promise<void>;
  sentUs: number;
  endedUs: number | undefined;
}

/** Who says nothing for one and a half times the Keep Alive is disconnected, and nobody else. */
export async function disconnectsTheSilent(c: CaseContext, keepAlive: KeepAlive): Promise<void> {
  const topic = c.topic('fed');
  const idle = await c.connect();
  const heard = [await speaking(c, keepAlive, ping), await speaking(c, keepAlive, publish(topic))];
  const course: Course = { isDone: false };
  const fed = endOfFed(c, keepAlive, topic);
  const silence = Promise.all([promptEnd(c, keepAlive, course), fed]).finally(() => (course.isDone = true));
  const settled = silence.then(
    () => undefined,
    () => undefined,
  );
  try {
    while (!course.isDone) {
      await Promise.race([c.wait(keepAlive.s * 1_000 * REST), settled]);
      for (const one of heard) await speakUp(c, one, keepAlive, idle);
    }
  } finally {
    course.isDone = true;
  }
  const [tookS] = await silence;
  // Those who are heard of have outlived those who are not by now.
  await c.wait(keepAlive.s * 1_000 * REST);
  for (const one of heard) await speakUp(c, one, keepAlive, idle);
  c.note(`closed after ${tookS.toFixed(2)} s`);
}

// --- Clients that are heard of

async function speaking(
  c: CaseContext,
  { askedS }: KeepAlive,
  speak: (client: Client) => Promise<void>,
): Promise<Heard> {
  const client = await c.connect({ keepAlive: askedS });
  const one: Heard = { client, speak: () => speak(client), sentUs: c.time.nowUs(), endedUs: undefined };
  void client.ended(LONG_KEEP_ALIVE_S * 1_000).then(() => (one.endedUs = c.time.nowUs()));
  return one;
}

function ping(client: Client): Promise<void> {
  return client.ping();
}

function publish(topic: string): (client: Client) => Promise<void> {
  return (client) => {
    client.begin({ topic, text: 'fed' });
    return Promise.resolve();
  };
}

/** With a machine that stood still our own packets are late: then the client was silent, and no verdict follows. */
async function speakUp(c: CaseContext, one: Heard, { s }: KeepAlive, idle: Client): Promise<void> {
  if (one.client.isOver) {
    const silentS = ((one.endedUs ?? c.time.nowUs()) - one.sentUs) / 1e6;
    c.require(silentS < s, 'our own packets came too late');
    c.require(!idle.isOver, 'connections without Keep Alive are closed as well');
    const actual = `it is closed ${silentS.toFixed(2)} s after a packet: ${one.client.story()}`;
    throw c.breach(`a connection that lasts while a packet comes every ${(s * REST).toFixed(1)} s`, actual);
  }
  one.sentUs = c.time.nowUs();
  await one.speak();
}

// --- Clients that are not

/** Seconds after which the promptest of the silent ones was disconnected. */
async function promptEnd(c: CaseContext, keepAlive: KeepAlive, course: Course): Promise<number> {
  const all = Array.from({ length: SILENT }, (_, index) => silentFor(c, keepAlive, index, course));
  const latestS = keepAlive.s * 1.5 + LATE_MS / 1_000;
  const prompt = all.map(async (each) => {
    const lastedS = await each;
    if (lastedS > latestS) throw new RangeError('late');
    return lastedS;
  });
  try {
    return await Promise.any(prompt);
  } catch {
    const leastS = Math.min(...(await Promise.all(all)));
    throw c.late(expectedEnd(keepAlive), `each of ${SILENT} was open for ${leastS.toFixed(1)} s or longer`);
  }
}

/** Seconds that a connection lasted on which nothing came behind CONNECT. */
async function silentFor(
  c: CaseContext,
  keepAlive: KeepAlive,
  index: number,
  course: Course,
): Promise<number> {
  await c.wait(index * STAGGER_MS);
  if (course.isDone) return Number.POSITIVE_INFINITY;
  const client = await c.connect({ keepAlive: keepAlive.askedS });
  const fromUs = c.time.nowUs();
  if (!(await client.ended(limitMs(c, keepAlive)))) client.untold();
  return (c.time.nowUs() - fromUs) / 1e6;
}

/** A client of an earlier Session, with another Keep Alive then, that gets messages all the time. */
async function endOfFed(c: CaseContext, keepAlive: KeepAlive, topic: string): Promise<void> {
  const clientId = c.clientId();
  (await c.connectKept(clientId, { keepAlive: LONG_KEEP_ALIVE_S })).drop();
  const client = await c.connectKept(clientId, { keepAlive: keepAlive.askedS });
  await client.subscribe(topic);
  if (await client.ended(limitMs(c, keepAlive))) return;
  client.untold();
  throw c.late(expectedEnd(keepAlive), 'it is open, though nothing but messages to it went over it');
}

function limitMs(c: CaseContext, { s }: KeepAlive): number {
  return s * 1_500 + c.timing.graceMs;
}

function expectedEnd({ s }: KeepAlive): string {
  return `the end of the connection ${s * 1.5} s after the last packet`;
}
