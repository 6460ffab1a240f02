import type { MqttClient, Packet as LibraryPacket } from 'mqtt';
import type { IPublishPacket } from 'mqtt';
import type { Delivery } from '../history/observer.ts';
import { STAMP_PROPERTY } from '../history/stamp.ts';
import type { Link } from './link.ts';
import { readCarriedStamp } from './varied-message.ts';

/** What the owner of an observed library client wants to know. */
export interface ReferenceHooks {
  readonly requestedExpirySeconds: number;
  onExpiry(seconds: number): void;
  onDelivery(delivery: Readonly<Delivery>): void;
  onServerDisconnect(reasonCode: number): void;
}

/** Turns the packets that npm `mqtt` sends and receives into the events of the history. */
export function observeReferencePackets(library: MqttClient, link: Link, hooks: ReferenceHooks): void {
  library.on('packetsend', (packet) => onSent(packet, link));
  library.on('packetreceive', (packet) => onReceived(packet, link, hooks));
}

function onSent(packet: LibraryPacket, link: Link): void {
  const { env, index: client, connection } = link;
  const tUs = env.clock.nowUs();
  const packetId = packet.messageId ?? 0;
  if (packet.cmd === 'subscribe') {
    const subscriptions = packet.subscriptions.map(({ topic, qos, nl, rap, rh }) => ({
      filter: topic,
      qos,
      ...(nl === undefined ? {} : { noLocal: nl }),
      ...(rap === undefined ? {} : { retainAsPublished: rap }),
      ...(rh === undefined
        ? {}
        : { retainHandling: rh === 1 ? (1 as const) : rh === 2 ? (2 as const) : (0 as const) }),
    }));
    env.observer.subscribeInvoked({ client, connection, tUs, packetId, subscriptions });
  } else if (packet.cmd === 'unsubscribe') {
    env.observer.unsubscribeInvoked({ client, connection, tUs, packetId, filters: packet.unsubscriptions });
  } else if (packet.cmd === 'pubrec' || packet.cmd === 'pubcomp') {
    const kind = packet.cmd === 'pubrec' ? 'pubrec-sent' : 'pubcomp-sent';
    env.observer.receiverExchange({ client, connection, tUs, packetId, kind });
  }
}

function onReceived(packet: LibraryPacket, link: Link, hooks: ReferenceHooks): void {
  const { env, index: client, connection } = link;
  const tUs = env.clock.nowUs();
  const packetId = packet.messageId ?? 0;
  switch (packet.cmd) {
    case 'connack': {
      const sessionExpirySeconds = packet.properties?.sessionExpiryInterval ?? hooks.requestedExpirySeconds;
      hooks.onExpiry(sessionExpirySeconds);
      const reasonCode = packet.reasonCode ?? packet.returnCode ?? 0;
      const { sessionPresent } = packet;
      env.observer.connected({ client, connection, tUs, reasonCode, sessionPresent, sessionExpirySeconds });
      return;
    }
    case 'suback':
      env.observer.subscribed({ client, connection, tUs, packetId, reasonCodes: packet.granted.map(Number) });
      return;
    case 'unsuback':
      env.observer.unsubscribed({ client, connection, tUs, packetId, reasonCodes: packet.granted });
      return;
    case 'publish':
      hooks.onDelivery(deliveryOf(packet, link, tUs));
      return;
    case 'pubrel':
      env.observer.receiverExchange({ client, connection, tUs, packetId, kind: 'pubrel-received' });
      return;
    case 'disconnect':
      hooks.onServerDisconnect(packet.reasonCode ?? 0);
      return;
    default:
  }
}

function deliveryOf(packet: IPublishPacket, link: Link, tUs: number): Delivery {
  const { env, index: client, connection } = link;
  const payload = Buffer.from(packet.payload);
  const carried = packet.properties?.userProperties?.[STAMP_PROPERTY];
  const reading =
    typeof carried === 'string'
      ? readCarriedStamp(env.stamps, carried, { bytes: payload, start: 0, end: payload.length }, tUs)
      : env.stamps.read(payload, 0, payload.length, tUs);
  const ours = reading === 'ours';
  const { flow, seq, qos: publishedQos } = env.stamps.last;
  const topicMatches = ours && flow < env.catalog.flowCount && env.catalog.topicOf(flow) === packet.topic;
  return {
    client,
    connection,
    tUs,
    reading,
    flow: ours ? flow : 0,
    seq: ours ? seq : 0,
    publishedQos: ours ? publishedQos : 0,
    qos: packet.qos,
    dup: packet.dup,
    retain: packet.retain,
    packetId: packet.messageId ?? 0,
    topicMatches,
    topic: topicMatches ? undefined : packet.topic,
    payloadBytes: payload.length,
    textWill: ours ? undefined : env.catalog.textWillAt?.(packet.topic, payload),
  };
}
