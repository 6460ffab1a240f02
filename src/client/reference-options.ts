import type { IClientOptions } from 'mqtt';
import { BenchError } from '../base/errors.ts';
import type { TransportAddress } from '../transport/address.ts';
import { connectPacket } from './connect-packet.ts';
import type { ConnectSpec } from './types.ts';
import type { WillStamp } from './will-message.ts';

/** Options of npm `mqtt` for one connection: it neither reconnects nor resubscribes by itself, so that steps decide. */
export function referenceOptions(spec: ConnectSpec, mark: WillStamp): IClientOptions {
  const packet = connectPacket(spec, mark);
  return {
    ...addressOptions(spec.address),
    protocolVersion: spec.version,
    clientId: spec.clientId,
    clean: spec.cleanStart,
    keepalive: spec.keepAliveSeconds,
    connectTimeout: spec.timeoutUs / 1000,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    ...(spec.username === undefined ? {} : { username: spec.username }),
    ...(spec.password === undefined ? {} : { password: spec.password }),
    ...(spec.version === 5 && packet.properties ? { properties: connectProperties(packet.properties) } : {}),
    ...(packet.will === undefined ? {} : { will: willOptions(packet.will) }),
  };
}

type ConnectProperties = NonNullable<IClientOptions['properties']>;
type PacketProperties = NonNullable<ReturnType<typeof connectPacket>['properties']>;

function connectProperties(properties: PacketProperties): ConnectProperties {
  const { sessionExpiryInterval, receiveMaximum, maximumPacketSize, topicAliasMaximum } = properties;
  return {
    ...(sessionExpiryInterval === undefined ? {} : { sessionExpiryInterval }),
    ...(receiveMaximum === undefined ? {} : { receiveMaximum }),
    ...(maximumPacketSize === undefined ? {} : { maximumPacketSize }),
    ...(topicAliasMaximum === undefined ? {} : { topicAliasMaximum }),
  };
}

function willOptions(
  will: NonNullable<ReturnType<typeof connectPacket>['will']>,
): NonNullable<IClientOptions['will']> {
  const { willDelayInterval, userProperties } = will.properties ?? {};
  const properties = {
    ...(willDelayInterval === undefined ? {} : { willDelayInterval }),
    ...(userProperties === undefined ? {} : { userProperties: Object.fromEntries(userProperties) }),
  };
  return {
    topic: will.topic,
    payload: Buffer.from(will.payload),
    qos: will.qos,
    retain: will.retain,
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
  };
}

function addressOptions(address: TransportAddress): IClientOptions {
  if (address.protocol === 'unix') {
    throw new BenchError('usage', 'engine-cannot', 'engine mqttjs is not offered over unix sockets', {
      hint: 'Use the wire engine, or a TCP target.',
    });
  }
  const { protocol, host, port } = address;
  const path = 'path' in address ? { path: address.path } : {};
  return { protocol, host, port, ...path, ...('tls' in address ? tlsOptions(address.tls) : {}) };
}

function tlsOptions(tls: Extract<TransportAddress, { protocol: 'mqtts' }>['tls']): IClientOptions {
  return {
    rejectUnauthorized: tls.insecure !== true,
    ...(tls.ca === undefined ? {} : { ca: tls.ca.map((pem) => Buffer.from(pem)) }),
    ...(tls.cert === undefined ? {} : { cert: Buffer.from(tls.cert) }),
    ...(tls.key === undefined ? {} : { key: Buffer.from(tls.key) }),
    ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
    ...(tls.alpnProtocols === undefined
      ? {}
      : { ALPNProtocols: [...tls.alpnProtocols].map((name) => Buffer.from(name)) }),
  };
}
