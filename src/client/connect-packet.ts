import { PacketType } from '../protocol/constants.ts';
import type { ConnectPacket } from '../protocol/packets.ts';
import type { Properties } from '../protocol/properties.ts';
import type { ConnectSpec } from './types.ts';
import { willMessage, type WillStamp } from './will-message.ts';

/** The CONNECT packet of a specification, its Will stamped; 5.0 properties are left out in 3.1.1. */
export function connectPacket(spec: ConnectSpec, mark?: WillStamp): ConnectPacket {
  const isV5 = spec.version === 5;
  return {
    type: PacketType.connect,
    protocolName: 'MQTT',
    protocolVersion: spec.version,
    cleanStart: spec.cleanStart,
    keepAlive: spec.keepAliveSeconds,
    clientId: spec.clientId,
    ...(spec.will === undefined ? {} : { will: willMessage(spec.will, isV5, mark) }),
    ...(spec.username === undefined ? {} : { username: spec.username }),
    ...(spec.password === undefined ? {} : { password: Buffer.from(spec.password) }),
    ...(isV5 ? { properties: connectProperties(spec) } : {}),
  };
}

function connectProperties(spec: ConnectSpec): Properties {
  const properties: Properties = {};
  if (spec.sessionExpirySeconds !== undefined) properties.sessionExpiryInterval = spec.sessionExpirySeconds;
  if (spec.receiveMaximum !== undefined) properties.receiveMaximum = spec.receiveMaximum;
  if (spec.maximumPacketSize !== undefined) properties.maximumPacketSize = spec.maximumPacketSize;
  if (spec.topicAliasMaximum !== undefined) properties.topicAliasMaximum = spec.topicAliasMaximum;
  if (spec.userProperties !== undefined) properties.userProperties = spec.userProperties;
  return properties;
}
