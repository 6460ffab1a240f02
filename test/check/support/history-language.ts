/**
 * Histories as text, so that a test shows all that matters: literal history in, literal verdict out. Each line is one step,
 * 1 ms apart. `S` is one sequence number or a range such as `0..9`; flows are numbered in the order of their lines.
 *
 *   flow 0 qos 1 topic a/b [retain] [clears] [bare] [expires N] [type T] [user a=1,b=2]     messages of client 0, bare ones without a stamp
 *   1 connect [keep] [present] [expiry N] [v4] [max N] [window N] [alive N] [delay N]   CONNECT and CONNACK
 *   flow 1 qos 1 topic w will                   the Wills of client 0, message N is that of connection N + 1; such flows come last
 *   1 connecting … / 1 connack [present] [code N]            the same apart
 *   1 disconnects [code N] [broken] / drops [silent]         ours, ours without DISCONNECT; silent: nobody is told
 *   1 is closed / is aborted [unanswered] [on N]             the broker's, given up; unanswered: before CONNACK
 *   1 is disconnected [code N] [on N]                        the broker's DISCONNECT, 0x8E unless told
 *   1 subscribe F Q [granted N] [nolocal] [rap] [rh N] [ident N]                    SUBSCRIBE and SUBACK; `subscribing` and `suback [N]` apart
 *   1 unsubscribe F                                          and `unsubscribing`, `unsuback`
 *   publish f0 S / ok f0 S / fail f0 S [code N] / resend f0 S [attempt N] / sent f0 S       (sent: publish and ok)
 *   1 gets f0 S [qos Q] [dup] [retain] [id N] [open] [declined] [on N]
 *                                                            a delivery, QoS 2 with its whole exchange unless open
 *          [left N] [type T] [user a=1,b=2] [idents 1,2] [alias N] [waited N]      … its properties, and how long ago it was sent, µs
 *   1 stops / reads                                          reading, and reads again
 *   1 pinged / silent KIND N [keepalive S] [atmost N] [code N]         a PINGRESP; the end of a silence of N µs
 *   1 pubrec N / refuses N / pubrel N / pubcomp N            steps of an open exchange
 *   1 strays KIND TOPIC [retain] [bytes N]                   a payload that is not plainly ours
 *   drain [complete] / draining … drained                    at once, or with something in between
 *   wait N / fault 1 / violation 1 CLAUSE
 */
import type { FlowCatalog } from '../../../src/history/flow-catalog.ts';
import type { Observation, ObservationFields, ObservationKind } from '../../../src/history/observation.ts';
import type { MessageProperties } from '../../../src/history/message-properties.ts';
import type { CloseHow, Delivery, ReceiverExchange } from '../../../src/history/observer.ts';
import type { StampReading } from '../../../src/history/stamp.ts';
import type { ProtocolVersion, QoS } from '../../../src/protocol/constants.ts';

export interface WrittenHistory {
  readonly catalog: FlowCatalog;
  readonly observations: readonly Observation[];
}

interface WrittenFlow {
  readonly publisher: number;
  readonly qos: QoS;
  readonly topic: string;
  readonly retain: boolean;
  readonly bare: boolean;
  readonly expires: number;
  readonly properties: MessageProperties | undefined;
  readonly will: boolean;
  readonly clears: boolean;
}

const STEP_US = 1000;
const TAKEN_OVER = 0x8e;
const DRAIN_US = 1_000_000;
const CLOSES: Readonly<Record<string, CloseHow>> = {
  disconnects: 'client-disconnect',
  drops: 'client-drop',
  'is closed': 'server-close',
  'is aborted': 'client-abort',
  'is disconnected': 'server-disconnect',
};

const EXCHANGE_STEPS: Readonly<Record<string, ReceiverExchange['kind']>> = {
  pubrec: 'pubrec-sent',
  refuses: 'pubrec-refused',
  pubrel: 'pubrel-received',
  pubcomp: 'pubcomp-sent',
};

export function writtenHistory(text: string): WrittenHistory {
  const writer = new HistoryWriter();
  for (const line of text.split('\n')) {
    const step = line.replace(/\/\/.*$/, '').trim();
    if (step !== '') writer.step(step);
  }
  return { catalog: writer.catalog(), observations: writer.observations };
}

class HistoryWriter {
  readonly observations: Observation[] = [];
  readonly #flows: WrittenFlow[] = [];
  readonly #clients = new Map<number, WrittenClient>();
  #tUs = 1_000_000;
  #drainStartedUs = 0;

  catalog(): FlowCatalog {
    const flows = this.#flows;
    const flowOf = (flow: number): WrittenFlow => flows[flow] as WrittenFlow;
    const firstWillFlow = flows.findIndex(({ will }) => will);
    return {
      flowCount: flows.length,
      ...(firstWillFlow === -1 ? {} : { firstWillFlow }),
      publisherOf: (flow) => flowOf(flow).publisher,
      qosOf: (flow) => flowOf(flow).qos,
      topicOf: (flow) => flowOf(flow).topic,
      retainOf: (flow) => flowOf(flow).retain,
      payloadBytesOf: () => 64,
      isStamped: (flow) => !flowOf(flow).bare && !flowOf(flow).clears,
      isClearing: (flow) => flowOf(flow).clears,
      messageExpirySecondsOf: (flow) => flowOf(flow).expires || undefined,
      propertiesOf: (flow) => flowOf(flow).properties,
      carriesProperties: flows.some((flow) => flow.properties !== undefined),
    };
  }

  step(line: string): void {
    this.#tUs += STEP_US;
    const words = new Words(line);
    const first = words.take();
    if (/^\d+$/.test(first)) this.#clientStep(Number(first), words);
    else if (first === 'flow') this.#flow(words);
    else if (first === 'wait') this.#tUs += Number(words.take());
    else if (first === 'draining') this.#drainStartedUs = this.#tUs;
    else if (first === 'drained') this.#endDrain(this.#drainStartedUs, false);
    else if (first === 'drain') this.#drain(words.has('complete'));
    else if (first === 'fault')
      this.#add('ownFault', { client: Number(words.take()), tUs: this.#tUs, message: 'our fault' });
    else if (first === 'violation') this.#violation(Number(words.take()), words.take());
    else this.#publishStep(first, words);
  }

  #flow(words: Words): void {
    this.#flows.push({
      publisher: Number(words.take()),
      qos: words.number('qos', 0) as QoS,
      topic: words.after('topic'),
      retain: words.has('retain'),
      bare: words.has('bare'),
      expires: words.number('expires', 0),
      properties: propertiesOf(words),
      will: words.has('will'),
      clears: words.has('clears'),
    });
  }

  #drain(complete: boolean): void {
    const startedUs = this.#tUs;
    if (!complete) this.#tUs += DRAIN_US;
    this.#endDrain(startedUs, complete);
  }

  #endDrain(startedUs: number, complete: boolean): void {
    this.#add('drainEnded', { startedUs, tUs: this.#tUs, complete });
  }

  #violation(client: number, clause: string): void {
    const { connection } = this.#client(client);
    this.#add('brokerViolation', {
      client,
      connection,
      tUs: this.#tUs,
      clauses: [clause],
      message: 'The broker broke a rule.',
    });
  }

  #publishStep(verb: string, words: Words): void {
    const flow = flowNumber(words.take());
    for (const seq of sequences(words.take())) {
      this.#tUs += 1;
      if (verb === 'publish' || verb === 'sent')
        this.#add('publishInvoked', { flow, seq, attempt: 1, tUs: this.#tUs });
      if (verb === 'resend')
        this.#add('publishInvoked', { flow, seq, attempt: words.number('attempt', 2), tUs: this.#tUs });
      if (verb === 'ok' || verb === 'sent')
        this.#add('publishCompleted', { flow, seq, outcome: 'ok', reasonCode: 0, tUs: (this.#tUs += 1) });
      if (verb === 'fail')
        this.#add('publishCompleted', {
          flow,
          seq,
          outcome: 'fail',
          reasonCode: words.number('code', 0),
          tUs: this.#tUs,
        });
    }
  }

  #clientStep(client: number, words: Words): void {
    const verb = words.take();
    if (verb === 'connect' || verb === 'connecting') this.#connecting(client, words);
    if (verb === 'connect' || verb === 'connack') this.#connack(client, words);
    if (verb === 'disconnects' || verb === 'drops') this.#close(client, verb, words);
    if (verb === 'is') this.#close(client, `is ${words.take()}`, words);
    if (verb === 'gets') this.#gets(client, words);
    if (verb === 'strays') this.#strays(client, words);
    this.#connectionStep(client, verb, words);
    const kind = EXCHANGE_STEPS[verb];
    if (kind !== undefined) this.#exchange(client, kind, Number(words.take()));
    this.#subscriptionStep(client, verb, words);
  }

  #connectionStep(client: number, verb: string, words: Words): void {
    const base = { client, connection: this.#client(client).connection, tUs: this.#tUs };
    if (verb === 'stops' || verb === 'reads')
      this.#add('readingChanged', { ...base, reading: verb === 'reads' });
    const keepAliveSeconds = words.number('keepalive', 2);
    if (verb === 'pinged')
      this.#add('keepAliveJudged', { ...base, kind: 'answered', afterUs: 1, keepAliveSeconds });
    if (verb !== 'silent') return;
    const kind = words.take() as 'given-up' | 'closed-by-broker' | 'left-open';
    this.#add('keepAliveJudged', {
      ...{ ...base, kind, afterUs: Number(words.take()), keepAliveSeconds },
      ...(words.has('atmost') ? { atMostUs: words.number('atmost', 0) } : {}),
      ...(words.has('code') ? { reasonCode: words.number('code', 0) } : {}),
    });
  }

  #subscriptionStep(client: number, verb: string, words: Words): void {
    const state = this.#client(client);
    const base = { client, connection: state.connection };
    if (verb === 'subscribe' || verb === 'subscribing') this.#subscribing(client, words);
    if (verb === 'subscribe') this.#suback(client, words.number('granted', state.requested));
    if (verb === 'suback') this.#suback(client, Number(words.take()));
    if (verb === 'unsubscribe' || verb === 'unsubscribing') {
      const packetId = (state.packetId += 1);
      this.#add('unsubscribeInvoked', { ...base, tUs: this.#tUs, packetId, filters: [words.take()] });
    }
    if (verb === 'unsubscribe' || verb === 'unsuback') {
      this.#tUs += 10;
      this.#add('unsubscribed', { ...base, tUs: this.#tUs, packetId: state.packetId, reasonCodes: [] });
    }
  }

  #connecting(client: number, words: Words): void {
    const state = this.#client(client);
    state.connection += 1;
    state.expiry = words.number('expiry', words.has('keep') ? 3600 : 0);
    const version: ProtocolVersion = words.has('v4') ? 4 : 5;
    const max = words.number('max', 0);
    this.#add('connectInvoked', {
      client,
      connection: state.connection,
      tUs: this.#tUs,
      version,
      cleanStart: !words.has('keep'),
      sessionExpirySeconds: state.expiry,
      keepAliveSeconds: words.number('alive', 60),
      receiveMaximum: words.number('window', 65_535),
      topicAliasMaximum: 0,
      ...(max === 0 ? {} : { maximumPacketSize: max }),
      ...this.#will(client, words.number('delay', 0)),
    });
  }

  #will(client: number, delaySeconds: number): Pick<ObservationFields['connectInvoked'], 'hasWill' | 'will'> {
    const flow = this.#flows.findIndex(({ publisher, will }) => will && publisher === client);
    return flow === -1 ? { hasWill: false } : { hasWill: true, will: { flow, delaySeconds } };
  }

  #connack(client: number, words: Words): void {
    const { connection, expiry } = this.#client(client);
    this.#tUs += 10;
    this.#add('connected', {
      client,
      connection,
      tUs: this.#tUs,
      reasonCode: words.number('code', 0),
      sessionPresent: words.has('present'),
      sessionExpirySeconds: expiry,
    });
  }

  #close(client: number, how: string, words: Words): void {
    const { connection, expiry } = this.#client(client);
    this.#add('connectionClosed', {
      client,
      connection: words.number('on', connection),
      tUs: this.#tUs,
      how: CLOSES[how] ?? 'client-drop',
      sessionExpirySeconds: words.number('expiry', expiry),
      established: !words.has('unanswered'),
      ...(how === 'is disconnected' || words.has('code')
        ? { reasonCode: words.number('code', TAKEN_OVER) }
        : {}),
      ...(words.has('silent') ? { silent: true } : {}),
      ...(words.has('broken') ? { brokenOff: true } : {}),
      ...(words.has('half-open') ? { detail: 'half-open' } : {}),
    });
  }

  #subscribing(client: number, words: Words): void {
    const state = this.#client(client);
    const filter = words.take();
    const qos = Number(words.take()) as QoS;
    state.packetId += 1;
    state.requested = qos;
    const { connection, packetId } = state;
    const options = {
      noLocal: words.has('nolocal'),
      retainAsPublished: words.has('rap'),
      retainHandling: words.number('rh', 0) as 0 | 1 | 2,
    };
    const subscriptions = [{ filter, qos, ...options }];
    const identifier = words.has('ident') ? { subscriptionIdentifier: words.number('ident', 0) } : {};
    const base = { client, connection, tUs: this.#tUs, packetId };
    this.#add('subscribeInvoked', { ...base, subscriptions, ...identifier });
  }

  #suback(client: number, code: number): void {
    const { connection, packetId } = this.#client(client);
    this.#tUs += 10;
    this.#add('subscribed', { client, connection, tUs: this.#tUs, packetId, reasonCodes: [code] });
  }

  #gets(client: number, words: Words): void {
    const state = this.#client(client);
    const flow = flowNumber(words.take());
    const { qos: publishedQos } = this.#flows[flow] ?? { qos: 0 as QoS };
    const qos = words.number('qos', publishedQos) as QoS;
    for (const seq of sequences(words.take())) {
      this.#tUs += 1;
      state.deliveryId += 1;
      const packetId = qos === 0 ? 0 : words.number('id', state.deliveryId);
      this.#add('delivered', {
        client,
        connection: words.number('on', state.connection),
        tUs: this.#tUs,
        reading: 'ours',
        flow,
        seq,
        publishedQos,
        qos,
        dup: words.has('dup'),
        retain: words.has('retain'),
        packetId,
        topicMatches: !words.has('renamed'),
        topic: words.has('renamed') ? 'other/topic' : undefined,
        payloadBytes: 64,
        ...(words.has('waited') ? { sentUs: this.#tUs - words.number('waited', 0) } : {}),
        properties: propertiesOf(words),
      });
      if (words.has('declined'))
        this.#exchange(client, qos === 1 ? 'puback-refused' : 'pubrec-refused', packetId);
      else if (qos === 2 && !words.has('open')) this.#wholeExchange(client, packetId);
    }
  }

  #strays(client: number, words: Words): void {
    const delivery: Delivery = {
      client,
      connection: this.#client(client).connection,
      tUs: this.#tUs,
      reading: words.take() as StampReading,
      flow: 0,
      seq: 0,
      publishedQos: 0,
      qos: 0,
      dup: false,
      packetId: 0,
      topicMatches: false,
      topic: words.take(),
      retain: words.has('retain'),
      payloadBytes: words.number('bytes', 64),
    };
    this.#add('delivered', delivery);
  }

  #wholeExchange(client: number, packetId: number): void {
    this.#exchange(client, 'pubrec-sent', packetId);
    this.#exchange(client, 'pubrel-received', packetId);
    this.#exchange(client, 'pubcomp-sent', packetId);
  }

  #exchange(client: number, kind: ReceiverExchange['kind'], packetId: number): void {
    this.#tUs += 1;
    const { connection } = this.#client(client);
    this.#add('receiverExchange', { client, connection, tUs: this.#tUs, packetId, kind });
  }

  #client(client: number): WrittenClient {
    let state = this.#clients.get(client);
    if (state === undefined) {
      state = { connection: 0, packetId: 0, deliveryId: 100, expiry: 0, requested: 0 };
      this.#clients.set(client, state);
    }
    return state;
  }

  #add<K extends ObservationKind>(kind: K, event: ObservationFields[K]): void {
    this.observations.push({ kind, event } as Observation);
  }
}

interface WrittenClient {
  connection: number;
  packetId: number;
  deliveryId: number;
  expiry: number;
  requested: number;
}

/** Of a flow or a delivery; undefined for none. */
function propertiesOf(words: Words): MessageProperties | undefined {
  const properties: MessageProperties = {
    ...(words.has('left') ? { messageExpiryInterval: words.number('left', 0) } : {}),
    ...(words.has('type') ? { contentType: words.after('type') } : {}),
    ...(words.has('user') ? { userProperties: words.after('user').split(',').map(pair) } : {}),
    ...(words.has('idents') ? { subscriptionIdentifiers: words.after('idents').split(',').map(Number) } : {}),
    ...(words.has('alias') ? { topicAlias: words.number('alias', 0) } : {}),
  };
  return Object.keys(properties).length === 0 ? undefined : properties;
}

function pair(text: string): [string, string] {
  const [name = '', value = ''] = text.split('=');
  return [name, value];
}

/** The words of a step, taken from the left or asked for by name. */
class Words {
  readonly #words: string[];

  constructor(line: string) {
    this.#words = line.split(/\s+/);
  }

  take(): string {
    const word = this.#words.shift();
    if (word === undefined) throw new Error('a word is missing in a step of a written history');
    return word;
  }

  has(word: string): boolean {
    return this.#words.includes(word);
  }

  after(name: string): string {
    return this.#words[this.#words.indexOf(name) + 1] ?? '';
  }

  number(name: string, otherwise: number): number {
    return this.has(name) ? Number(this.after(name)) : otherwise;
  }
}

function flowNumber(word: string): number {
  return Number(word.slice(1));
}

function sequences(word: string): number[] {
  return word.split(',').flatMap((part) => {
    const [from = 0, to = from] = part.split('..').map(Number);
    return Array.from({ length: to - from + 1 }, (_, at) => from + at);
  });
}
