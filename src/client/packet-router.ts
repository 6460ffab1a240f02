import { packetName, PacketType } from '../protocol/constants.ts';
import type { DecoderHandler, PublishView } from '../protocol/decode.ts';
import type { ConnackPacket, DisconnectPacket, Packet } from '../protocol/packets.ts';
import type { Inbound } from './inbound.ts';
import type { KeepAlive } from './keep-alive.ts';
import type { Link } from './link.ts';
import type { Outbound } from './outbound.ts';
import type { Requests } from './requests.ts';

/** What packets can do to the connection they come on. */
export interface Lifecycle {
  /** `superseded`: the client has a newer connection, and only listens here. `silent`: it waits for the broker to notice. */
  readonly phase: 'idle' | 'opening' | 'handshaking' | 'connected' | 'closing' | 'silent' | 'superseded';
  onConnack(packet: ConnackPacket): void;
  onServerDisconnect(packet: DisconnectPacket): void;
  /** The broker broke the protocol beyond what a client can live with. */
  onBreach(detail: string): void;
}

export interface RouterParts {
  readonly link: Link;
  readonly lifecycle: Lifecycle;
  readonly outbound: Outbound;
  readonly inbound: Inbound;
  readonly requests: Requests;
  readonly keepAlive: KeepAlive;
}

const KEEP_ALIVE_TIMEOUT = 0x8d;

/** Hands every packet from the broker to the part it concerns. */
export class PacketRouter implements DecoderHandler {
  readonly #parts: RouterParts;

  constructor(parts: RouterParts) {
    this.#parts = parts;
  }

  onPublish(view: PublishView): void {
    const { lifecycle, inbound } = this.#parts;
    if (lifecycle.phase === 'connected') inbound.onPublish(view);
    else if (lifecycle.phase === 'handshaking') this.#beforeConnack(PacketType.publish);
    else if (lifecycle.phase === 'superseded') inbound.onStalePublish(view);
  }

  onPacket(packet: Packet): void {
    const { link, lifecycle } = this.#parts;
    link.tap('in', packet);
    if (lifecycle.phase === 'connected') this.#route(packet);
    else if (lifecycle.phase === 'handshaking') {
      if (packet.type === PacketType.connack) lifecycle.onConnack(packet);
      else this.#beforeConnack(packet.type);
    } else if (lifecycle.phase === 'superseded' || lifecycle.phase === 'silent') {
      if (packet.type === PacketType.disconnect) lifecycle.onServerDisconnect(packet);
    }
  }

  #route(packet: Packet): void {
    const { outbound, inbound, requests, keepAlive, lifecycle } = this.#parts;
    switch (packet.type) {
      case PacketType.puback: {
        outbound.onPuback(packet.packetId, packet.reasonCode);
        return;
      }
      case PacketType.pubrec: {
        outbound.onPubrec(packet.packetId, packet.reasonCode);
        return;
      }
      case PacketType.pubrel: {
        inbound.onPubrel(packet.packetId);
        return;
      }
      case PacketType.pubcomp: {
        outbound.onPubcomp(packet.packetId, packet.reasonCode);
        return;
      }
      case PacketType.suback: {
        requests.onAcknowledgement('SUBSCRIBE', packet.packetId, packet.reasonCodes);
        return;
      }
      case PacketType.unsuback: {
        requests.onAcknowledgement('UNSUBSCRIBE', packet.packetId, packet.reasonCodes);
        return;
      }
      case PacketType.pingresp: {
        this.#onPingresp(keepAlive);
        return;
      }
      case PacketType.disconnect: {
        if (packet.reasonCode === KEEP_ALIVE_TIMEOUT) this.#onGivenUp(keepAlive);
        lifecycle.onServerDisconnect(packet);
        return;
      }
      default: {
        this.#unexpected(packet.type);
        return;
      }
    }
  }

  #onPingresp(keepAlive: KeepAlive): void {
    const { env, index: client, connection, receivedUs: tUs } = this.#parts.link;
    const afterUs = keepAlive.onPingresp(tUs);
    if (afterUs === -1) return;
    const { seconds: keepAliveSeconds } = keepAlive;
    env.observer.keepAliveJudged({ client, connection, tUs, kind: 'answered', afterUs, keepAliveSeconds });
  }

  /** The broker says that it heard nothing of us, who kept our Keep Alive. */
  #onGivenUp({ seconds: keepAliveSeconds, provenUs }: KeepAlive): void {
    const { env, index: client, connection, receivedUs: tUs } = this.#parts.link;
    const atMostUs = Math.max(0, tUs - provenUs);
    env.observer.keepAliveJudged({
      ...{ client, connection, tUs, kind: 'given-up', afterUs: atMostUs, atMostUs },
      ...{ reasonCode: KEEP_ALIVE_TIMEOUT, keepAliveSeconds },
    });
  }

  #beforeConnack(type: number): void {
    const { link, lifecycle } = this.#parts;
    link.violation(link.clause('3.2.0-1', '3.2.0-1'), `${packetName(type)} came before CONNACK`);
    lifecycle.onBreach('the first packet from the broker was not CONNACK');
  }

  #unexpected(type: number): void {
    const { link, lifecycle } = this.#parts;
    const name = packetName(type);
    if (type === PacketType.connack)
      link.violation(link.clause('3.2.0-2', '3.2.0-1'), 'a second CONNACK on one connection');
    else
      link.violation(link.clause('4.13.1-1', '4.8.0-1'), `the broker sent ${name}, which no client awaits`);
    lifecycle.onBreach(`the broker sent ${name}`);
  }
}
