import { PacketType, type QoS } from '../../protocol/constants.ts';
import type { Client, PublishFields } from '../client.ts';
import type { CaseContext } from '../context.ts';
import type { Trial } from './search.ts';

/** Tries messages: one that works is acknowledged, and delivered where a filter covers it. */
export class MessageTrials {
  readonly #c: CaseContext;
  /** Covers every message; undefined where the target has no wildcards. */
  readonly #filter: string | undefined;
  readonly #qos: QoS;
  #publisher: Client | undefined;
  #subscriber: Client | undefined;

  constructor(c: CaseContext, base: string) {
    this.#c = c;
    this.#filter = c.facts.wildcards ? `${base}/#` : undefined;
    this.#qos = c.facts.maximumQos >= 1 ? 1 : 0;
  }

  async attempt(fields: PublishFields): Promise<Trial> {
    const publisher = (this.#publisher = await this.#client(this.#publisher));
    await this.#subscribed();
    const refusal = await this.#sent(publisher, fields);
    if (refusal !== undefined) return refusal;
    const subscriber = this.#subscriber;
    if (subscriber === undefined) return { kind: 'works' };
    const delivered = await subscriber.take(PacketType.publish, ({ topic }) => topic === fields.topic);
    if (delivered !== undefined) return { kind: 'works' };
    if (subscriber.isOver) return { kind: 'refused', how: 'the connection of the subscriber ends' };
    return { kind: 'silent', how: `it is not delivered within ${subscriber.answerMs / 1000} s` };
  }

  async #client(known: Client | undefined): Promise<Client> {
    if (known?.isOver === false) return known;
    const client = await this.#c.connect();
    client.stopJudging();
    return client;
  }

  async #subscribed(): Promise<void> {
    if (this.#filter === undefined || this.#subscriber?.isOver === false) return;
    const subscriber = await this.#client(undefined);
    await subscriber.subscribe({ filter: this.#filter, qos: this.#qos });
    this.#subscriber = subscriber;
  }

  async #sent(publisher: Client, fields: PublishFields): Promise<Trial | undefined> {
    const { packetId } = publisher.begin({ ...fields, qos: this.#qos });
    if (this.#qos === 0) publisher.send({ type: PacketType.pingreq });
    const answer =
      this.#qos === 0
        ? await publisher.take(PacketType.pingresp)
        : await publisher.take(PacketType.puback, (each) => each.packetId === packetId);
    if (answer === undefined) return unanswered(publisher);
    if (answer.type === PacketType.puback && answer.reasonCode >= 0x80)
      return { kind: 'refused', how: `PUBACK ${code(answer.reasonCode)}` };
    return undefined;
  }
}

/** Why no answer came: the target ended the connection, or says nothing. */
export function unanswered(client: Client): Trial {
  const reasonCode = client.takeNow(PacketType.disconnect)?.reasonCode;
  if (reasonCode !== undefined) return { kind: 'refused', how: `DISCONNECT ${code(reasonCode)}` };
  if (client.isOver) return { kind: 'refused', how: 'the connection is closed' };
  return { kind: 'silent', how: `no answer within ${client.answerMs / 1000} s` };
}

export function code(reasonCode: number): string {
  return `0x${reasonCode.toString(16).padStart(2, '0')}`;
}
