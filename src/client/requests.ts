import { PacketType } from '../protocol/constants.ts';
import type { Packet, Subscription } from '../protocol/packets.ts';
import type { Properties } from '../protocol/properties.ts';
import type { Link } from './link.ts';
import type { AcknowledgeResult } from './types.ts';

/** How long SUBACK and UNSUBACK may take. */
const ACKNOWLEDGEMENT_TIMEOUT_US = 30_000_000;

type RequestKind = 'SUBSCRIBE' | 'UNSUBSCRIBE';

/** A SUBSCRIBE or UNSUBSCRIBE that waits for its acknowledgement. */
interface Pending {
  readonly kind: RequestKind;
  readonly startedUs: number;
  readonly deadlineUs: number;
  /** Topic Filters in the packet: the acknowledgement must carry as many codes. */
  readonly filters: number;
  readonly resolve: (result: AcknowledgeResult) => void;
}

/** The requests of one wire client: SUBSCRIBE and UNSUBSCRIBE until they are acknowledged, given up, or cut off. */
export class Requests {
  readonly #link: Link;
  readonly #send: (packet: Packet) => void;
  #pending: Map<number, Pending> | undefined;

  constructor(link: Link, send: (packet: Packet) => void) {
    this.#link = link;
    this.#send = send;
  }

  subscribe(
    subscriptions: readonly Subscription[],
    properties: Properties | undefined,
  ): Promise<AcknowledgeResult> {
    const { env, index: client, connection } = this.#link;
    const identifier = properties?.subscriptionIdentifiers?.[0];
    return this.#request('SUBSCRIBE', subscriptions.length, (packetId, tUs) => {
      env.observer.subscribeInvoked({
        client,
        connection,
        tUs,
        packetId,
        subscriptions,
        ...(identifier === undefined ? {} : { subscriptionIdentifier: identifier }),
      });
      return { type: PacketType.subscribe, packetId, subscriptions, ...(properties && { properties }) };
    });
  }

  unsubscribe(filters: readonly string[]): Promise<AcknowledgeResult> {
    const { env, index: client, connection } = this.#link;
    return this.#request('UNSUBSCRIBE', filters.length, (packetId, tUs) => {
      env.observer.unsubscribeInvoked({ client, connection, tUs, packetId, filters });
      return { type: PacketType.unsubscribe, packetId, filters };
    });
  }

  onAcknowledgement(kind: RequestKind, packetId: number, reasonCodes: readonly number[]): void {
    const link = this.#link;
    const pending = this.#pending?.get(packetId);
    if (pending?.kind !== kind) {
      this.#unknownIdentifier(kind, packetId);
      return;
    }
    this.#pending?.delete(packetId);
    link.session.packetIds.release(packetId);
    this.#checkCodeCount(pending, reasonCodes);
    const { env, index: client, connection, receivedUs: tUs } = link;
    const event = { client, connection, tUs, packetId, reasonCodes };
    const latencyUs = tUs - pending.startedUs;
    if (kind === 'SUBSCRIBE') {
      env.observer.subscribed(event);
      env.latency.subscribed(latencyUs);
    } else env.observer.unsubscribed(event);
    pending.resolve({ acknowledged: true, reasonCodes, latencyUs, detail: '' });
  }

  /** Gives up requests that were not answered in time; their Packet Identifiers stay in use. */
  expire(nowUs: number): void {
    if (this.#pending === undefined) return;
    for (const [packetId, { startedUs, deadlineUs, resolve }] of this.#pending) {
      if (nowUs <= deadlineUs) continue;
      this.#pending.delete(packetId);
      const seconds = Math.round((nowUs - startedUs) / 1_000_000);
      resolve({
        acknowledged: false,
        reasonCodes: [],
        latencyUs: nowUs - startedUs,
        detail: `no answer in ${seconds} s`,
      });
    }
  }

  /** The connection is gone, and the answers with it. */
  abandon(nowUs: number, detail: string): void {
    if (this.#pending === undefined) return;
    for (const [packetId, { startedUs, resolve }] of this.#pending) {
      if (this.#link.hasSessionState) this.#link.session.packetIds.release(packetId);
      resolve({ acknowledged: false, reasonCodes: [], latencyUs: nowUs - startedUs, detail });
    }
    this.#pending.clear();
  }

  #request(
    kind: RequestKind,
    filters: number,
    build: (packetId: number, tUs: number) => Packet,
  ): Promise<AcknowledgeResult> {
    const startedUs = this.#link.env.clock.nowUs();
    const packetId = this.#link.session.packetIds.take();
    if (packetId === 0) {
      return Promise.resolve({
        acknowledged: false,
        reasonCodes: [],
        latencyUs: 0,
        detail: 'no Packet Identifier is free',
      });
    }
    return new Promise((resolve) => {
      const deadlineUs = startedUs + ACKNOWLEDGEMENT_TIMEOUT_US;
      this.#pending ??= new Map();
      this.#pending.set(packetId, { kind, startedUs, deadlineUs, filters, resolve });
      this.#send(build(packetId, startedUs));
    });
  }

  #unknownIdentifier(kind: RequestKind, packetId: number): void {
    const link = this.#link;
    const clause =
      kind === 'SUBSCRIBE' ? link.clause('3.8.4-2', '3.8.4-2') : link.clause('3.10.4-5', '3.10.4-4');
    const name = kind === 'SUBSCRIBE' ? 'SUBACK' : 'UNSUBACK';
    link.violation(clause, `${name} carries Packet Identifier ${packetId}, which no ${kind} in flight has`);
  }

  #checkCodeCount(pending: Pending, reasonCodes: readonly number[]): void {
    const link = this.#link;
    if (reasonCodes.length === pending.filters) return;
    if (pending.kind === 'UNSUBSCRIBE' && link.version === 4) return;
    const clause = pending.kind === 'SUBSCRIBE' ? link.clause('3.8.4-6', '3.8.4-5') : '5:3.11.3-1';
    link.violation(
      clause,
      `${reasonCodes.length} codes answer a ${pending.kind} with ${pending.filters} Topic Filters`,
    );
  }
}

export const NOT_CONNECTED: AcknowledgeResult = {
  acknowledged: false,
  reasonCodes: [],
  latencyUs: 0,
  detail: 'the client is not connected',
};
