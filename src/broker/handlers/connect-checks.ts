import type { ConnectPacket, WillMessage } from '../../protocol/packets.ts';
import type { BrokerContext } from '../context.ts';

export interface Refusal {
  /** Of 5.0; `refuse` translates it for 3.1.1. */
  readonly reasonCode: number;
  readonly message: string;
}

/** Why a well-formed CONNECT is not accepted, before anybody asks who the client is. */
export function connectRefusal(context: BrokerContext, packet: ConnectPacket): Refusal | undefined {
  return (
    capacityRefusal(context, packet) ?? clientIdRefusal(context, packet) ?? willRefusal(context, packet.will)
  );
}

function capacityRefusal(context: BrokerContext, packet: ConnectPacket): Refusal | undefined {
  const { limits } = context.settings;
  if (context.stats.connectionsOpen > limits.connectionsMax) {
    return { reasonCode: 0x89, message: 'there are too many connections' };
  }
  const isNew = context.sessions.get(packet.clientId) === undefined;
  if (isNew && context.sessions.size >= limits.sessionsMax) {
    return { reasonCode: 0x97, message: 'there are too many sessions' };
  }
  return undefined;
}

function clientIdRefusal(context: BrokerContext, packet: ConnectPacket): Refusal | undefined {
  if (packet.clientId === '' && packet.protocolVersion === 4 && !packet.cleanStart) {
    return { reasonCode: 0x85, message: 'an empty client identifier needs Clean Session 1 (311:3.1.3-8)' };
  }
  if (Buffer.byteLength(packet.clientId) > context.settings.limits.clientIdBytesMax) {
    return { reasonCode: 0x85, message: 'the client identifier is too long' };
  }
  return undefined;
}

/** 5:3.2.2-12 and 5:3.2.2-13; 3.1.1 knows no such limits and is refused without a return code (311:3.2.2-6). */
function willRefusal(context: BrokerContext, will: WillMessage | undefined): Refusal | undefined {
  const { maximumQos, retainAvailable } = context.settings.features;
  if (will === undefined) return undefined;
  if (will.qos > maximumQos) return { reasonCode: 0x9b, message: `Will QoS ${will.qos} is not supported` };
  if (will.retain && !retainAvailable)
    return { reasonCode: 0x9a, message: 'retained messages are not supported' };
  return undefined;
}
