import type { ConnackPacket } from '../protocol/packets.ts';
import { PACKET_SIZE_MAX, type QoS } from '../protocol/constants.ts';

/** More than this waiting in the socket: the client is `busy` until it has drained. */
export const SOCKET_BACKLOG_MAX_BYTES = 1024 * 1024;

/** What the broker allows on one connection; the defaults are those of section 3.2.2.3 of MQTT 5.0. */
export interface BrokerLimits {
  readonly receiveMaximum: number;
  readonly maximumQoS: QoS;
  readonly retainAvailable: boolean;
  readonly maximumPacketSize: number;
  readonly topicAliasMaximum: number;
  readonly serverKeepAliveSeconds: number | undefined;
  readonly sessionExpirySeconds: number | undefined;
}

/** Shared by all clients whose broker announced nothing: most connections cost no object of their own. */
export const DEFAULT_LIMITS: BrokerLimits = {
  receiveMaximum: 65_535,
  maximumQoS: 2,
  retainAvailable: true,
  maximumPacketSize: PACKET_SIZE_MAX,
  topicAliasMaximum: 0,
  serverKeepAliveSeconds: undefined,
  sessionExpirySeconds: undefined,
};

export function limitsOf(connack: ConnackPacket): BrokerLimits {
  const properties = connack.properties;
  if (properties === undefined) return DEFAULT_LIMITS;
  return {
    receiveMaximum: properties.receiveMaximum ?? DEFAULT_LIMITS.receiveMaximum,
    maximumQoS: properties.maximumQoS ?? DEFAULT_LIMITS.maximumQoS,
    retainAvailable: properties.retainAvailable ?? DEFAULT_LIMITS.retainAvailable,
    maximumPacketSize: properties.maximumPacketSize ?? DEFAULT_LIMITS.maximumPacketSize,
    topicAliasMaximum: properties.topicAliasMaximum ?? DEFAULT_LIMITS.topicAliasMaximum,
    serverKeepAliveSeconds: properties.serverKeepAlive,
    sessionExpirySeconds: properties.sessionExpiryInterval,
  };
}
