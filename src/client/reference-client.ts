/**
 * The ecosystem's own client, npm `mqtt`, behind the same operations: a scenario can be repeated with `engine: mqttjs`, and
 * what only our wire client sees is then suspect. It reconnects, acknowledges and numbers packets by itself, so it cannot
 * be as exact a witness: acknowledgements are seen when the library tells, and its memory and CPU are its own.
 */
import type { IClientOptions, MqttClient } from 'mqtt';
import { BenchError, messageOf } from '../base/errors.ts';
import type { Delivery } from '../history/observer.ts';
import { SESSION_NEVER_EXPIRES, type QoS } from '../protocol/constants.ts';
import type { Subscription } from '../protocol/packets.ts';
import type { Properties } from '../protocol/properties.ts';
import { Link } from './link.ts';
import { reportConnectInvoked } from './handshake.ts';
import { requestedExpiry, type Closing } from './close-reasons.ts';
import { referenceMessage } from './reference-message.ts';
import { referenceOptions } from './reference-options.ts';
import { observeReferencePackets } from './reference-observer.ts';
import type {
  AcknowledgeResult,
  BenchClient,
  ClientEnvironment,
  ConnectResult,
  ConnectSpec,
  DisconnectSpec,
  DropHow,
  OutboundFlow,
  PublishAdmission,
} from './types.ts';

/** Unacknowledged messages of one client; the library itself knows no limit but the broker's Receive Maximum. */
const IN_FLIGHT_MAX = 65_535;

export class ReferenceClient implements BenchClient {
  readonly #link: Link;
  #library: MqttClient | undefined;
  /** The session lives in the library's stores: a resume hands them on. */
  #stores: Pick<IClientOptions, 'incomingStore' | 'outgoingStore'> | undefined;
  #connected = false;
  #closing: Closing | undefined;
  #sessionExpirySeconds = 0;
  #unsettled = 0;
  #receiveMaximum = IN_FLIGHT_MAX;
  #waiting = false;

  constructor(env: ClientEnvironment, index: number) {
    this.#link = new Link(env, index);
  }

  get index(): number {
    return this.#link.index;
  }

  get connected(): boolean {
    return this.#connected;
  }

  get unsettled(): number {
    return this.#unsettled;
  }

  get unsentBytes(): number {
    return this.#library?.stream.writableLength ?? 0;
  }

  async connect(spec: ConnectSpec): Promise<ConnectResult> {
    const { connect, Store } = await import('mqtt');
    const link = this.#link;
    const startedUs = link.env.clock.nowUs();
    link.connection += 1;
    link.version = spec.version;
    link.receiveMaximum = spec.receiveMaximum ?? 65_535;
    this.#closing = undefined;
    this.#sessionExpirySeconds = requestedExpiry(spec);
    if (spec.cleanStart || this.#stores === undefined) {
      this.#stores = { incomingStore: new Store(), outgoingStore: new Store() };
    }
    const mark = reportConnectInvoked(link, spec, this.#sessionExpirySeconds);
    const library = connect({ ...referenceOptions(spec, mark), ...this.#stores });
    this.#library = library;
    return this.#awaitConnack(library, startedUs);
  }

  async subscribe(
    subscriptions: readonly Subscription[],
    properties?: Properties,
  ): Promise<AcknowledgeResult> {
    const identifier = properties?.subscriptionIdentifiers?.[0];
    const common = identifier === undefined ? {} : { properties: { subscriptionIdentifier: identifier } };
    const map = Object.fromEntries(subscriptions.map((each) => [each.filter, subscribeOptions(each)]));
    return this.#acknowledged(async (library) => {
      const granted = await library.subscribeAsync(map, { qos: 0, ...common });
      return granted.map((grant) => grant.qos);
    });
  }

  async unsubscribe(filters: readonly string[]): Promise<AcknowledgeResult> {
    return this.#acknowledged(async (library) => {
      await library.unsubscribeAsync([...filters]);
      return filters.map(() => 0);
    });
  }

  publish(message: OutboundFlow, seq: number, intendedUs: number): PublishAdmission {
    const library = this.#library;
    if (library === undefined || !this.#connected) return 'offline';
    if (message.qos > 0 && this.#unsettled >= this.#receiveMaximum) {
      this.#waiting = true;
      return 'busy';
    }
    const { env } = this.#link;
    const sentUs = env.clock.nowUs();
    const { payload, options } = referenceMessage(message, { seq, intendedUs, sentUs }, env.stamps);
    if (message.qos > 0) this.#unsettled += 1;
    if (message.varied?.carrier !== 'none') env.observer.publishInvoked(message.flow, seq, 1, sentUs);
    env.latency.sent(Math.max(0, sentUs - intendedUs));
    library.publish(env.catalog.topicOf(message.flow), payload, options, (error) => {
      // The library says null where its types say undefined.
      if (message.qos > 0)
        this.#settle(message, seq, { intendedUs, sentUs }, error instanceof Error ? error : undefined);
    });
    return 'sent';
  }

  /** The library writes by itself. */
  flush(): void {}

  async disconnect(spec: DisconnectSpec): Promise<void> {
    const library = this.#library;
    if (library === undefined) return;
    this.#closing ??= { how: 'client-disconnect', reasonCode: spec.reasonCode };
    if (spec.sessionExpirySeconds !== undefined && this.#link.version === 5) {
      this.#sessionExpirySeconds = spec.sessionExpirySeconds;
    }
    await library.endAsync(false, disconnectOptions(spec, this.#link.version));
  }

  async drop(how: DropHow): Promise<void> {
    const library = this.#library;
    if (library === undefined || !this.#connected) return;
    if (how === 'half-open' || how === 'silent') {
      throw new BenchError('usage', 'engine-cannot', `engine mqttjs cannot play a ${how} connection`, {
        hint: 'Use the wire engine for this group.',
      });
    }
    this.#closing = { how: 'client-drop', detail: how };
    await library.endAsync(true);
  }

  setReading(): void {
    throw new BenchError('usage', 'engine-cannot', 'engine mqttjs cannot read slowly', {
      hint: 'Use the wire engine for this group.',
    });
  }

  /** The library keeps its own timers. */
  sweep(): void {}

  #awaitConnack(library: MqttClient, startedUs: number): Promise<ConnectResult> {
    const link = this.#link;
    return new Promise((resolve) => {
      library.on('error', (error) => {
        const code = reasonCodeOf(error);
        const detail = messageOf(error);
        this.#closing ??= {
          how: 'server-close',
          detail,
          ...(code === undefined ? {} : { reasonCode: code }),
        };
        resolve(code === undefined ? failed(error) : { kind: 'refused', reasonCode: code, detail });
        library.end(true);
      });
      library.on('connect', (connack) => {
        this.#connected = true;
        this.#receiveMaximum = connack.properties?.receiveMaximum ?? IN_FLIGHT_MAX;
        const latencyUs = link.env.clock.nowUs() - startedUs;
        link.env.latency.connected(latencyUs);
        resolve({ kind: 'accepted', sessionPresent: connack.sessionPresent, latencyUs });
      });
      library.on('close', () => {
        resolve({ kind: 'failed', code: 'CLOSED', detail: 'the connection closed before CONNACK' });
        this.#onClosed();
      });
      observeReferencePackets(library, link, {
        requestedExpirySeconds: this.#sessionExpirySeconds,
        onExpiry: (seconds) => {
          this.#sessionExpirySeconds = seconds;
        },
        onDelivery: (delivery) => this.#onDelivery(delivery),
        onServerDisconnect: (reasonCode) => {
          this.#closing ??= { how: 'server-disconnect', reasonCode };
        },
      });
    });
  }

  #onDelivery(delivery: Readonly<Delivery>): void {
    const { env } = this.#link;
    env.observer.delivered(delivery);
    if (delivery.reading === 'ours') this.#measure(delivery);
    env.listener.onMessage(this, delivery);
  }

  #measure({ flow, retain, tUs, payloadBytes }: Readonly<Delivery>): void {
    const { catalog, latency, stamps } = this.#link.env;
    if (retain || flow >= (catalog.firstWillFlow ?? Number.POSITIVE_INFINITY)) {
      latency.receivedUntimed(payloadBytes);
      return;
    }
    const rawUs = tUs - stamps.last.sentUs;
    latency.received(rawUs + stamps.last.lagUs, rawUs, payloadBytes);
  }

  #onClosed(): void {
    const wasConnected = this.#connected;
    const { env, index: client, connection } = this.#link;
    this.#connected = false;
    if (!wasConnected) return;
    const {
      how,
      detail = how,
      reasonCode,
    } = this.#closing ?? { how: 'server-close', detail: 'the connection closed' };
    env.observer.connectionClosed({
      client,
      connection,
      tUs: env.clock.nowUs(),
      how,
      detail,
      sessionExpirySeconds: this.#sessionExpirySeconds,
      established: true,
      ...(reasonCode === undefined ? {} : { reasonCode }),
    });
    env.listener.onConnectionLost(this, how === 'client-disconnect' || how === 'client-drop', detail);
  }

  #settle(
    message: OutboundFlow,
    seq: number,
    times: { readonly intendedUs: number; readonly sentUs: number },
    error: Error | undefined,
  ): void {
    const { env } = this.#link;
    const nowUs = env.clock.nowUs();
    const code = error === undefined ? 0 : reasonCodeOf(error);
    this.#unsettled -= 1;
    const outcome = error === undefined ? 'ok' : code === undefined ? 'info' : 'fail';
    if (outcome !== 'info' && message.varied?.carrier !== 'none')
      env.observer.publishCompleted(message.flow, seq, outcome, code ?? 0, nowUs);
    if (outcome === 'ok') env.latency.acknowledged(nowUs - times.intendedUs, nowUs - times.sentUs);
    env.listener.onPublishSettled(this, message, outcome, code ?? 0);
    if (!this.#waiting) return;
    this.#waiting = false;
    env.listener.onWritable(this);
  }

  async #acknowledged(
    request: (library: MqttClient) => Promise<readonly number[]>,
  ): Promise<AcknowledgeResult> {
    const { env } = this.#link;
    const startedUs = env.clock.nowUs();
    const library = this.#library;
    if (library === undefined || !this.#connected) {
      return { acknowledged: false, reasonCodes: [], latencyUs: 0, detail: 'the client is not connected' };
    }
    try {
      const reasonCodes = await request(library);
      const latencyUs = env.clock.nowUs() - startedUs;
      env.latency.subscribed(latencyUs);
      return { acknowledged: true, reasonCodes, latencyUs, detail: '' };
    } catch (error) {
      return {
        acknowledged: false,
        reasonCodes: [],
        latencyUs: env.clock.nowUs() - startedUs,
        detail: messageOf(error),
      };
    }
  }
}

function subscribeOptions(each: Subscription): { qos: QoS; nl?: boolean; rap?: boolean; rh?: number } {
  const { qos, noLocal, retainAsPublished, retainHandling } = each;
  return {
    qos,
    ...(noLocal === undefined ? {} : { nl: noLocal }),
    ...(retainAsPublished === undefined ? {} : { rap: retainAsPublished }),
    ...(retainHandling === undefined ? {} : { rh: retainHandling }),
  };
}

function disconnectOptions(spec: DisconnectSpec, version: 4 | 5): Parameters<MqttClient['endAsync']>[1] {
  if (version === 4) return {};
  const expiry = spec.sessionExpirySeconds;
  return {
    reasonCode: spec.reasonCode,
    ...(expiry === undefined
      ? {}
      : { properties: { sessionExpiryInterval: Math.min(expiry, SESSION_NEVER_EXPIRES) } }),
  };
}

/** Reason Codes of the library's errors are numbers, system errors are strings. */
function reasonCodeOf(error: Error): number | undefined {
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'number' ? code : undefined;
}

function failed(error: Error): ConnectResult {
  const code: unknown = Reflect.get(error, 'code');
  return { kind: 'failed', code: typeof code === 'string' ? code : 'MQTTJS', detail: messageOf(error) };
}
