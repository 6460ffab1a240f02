import type { ConnectionClosed, WillSent } from '../history/observer.ts';
import type { ProtocolVersion } from '../protocol/constants.ts';
import { PACKET_SIZE_MAX } from '../protocol/constants.ts';
import { PacketDecoder, type DecoderHandler } from '../protocol/decode.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { ConnackPacket } from '../protocol/packets.ts';
import type { Closing } from './close-reasons.ts';
import type { Link } from './link.ts';
import type { WillStamp } from './will-message.ts';
import type { ConnectResult, ConnectSpec } from './types.ts';

/** A connection attempt under way. */
export interface PendingConnect {
  readonly startedUs: number;
  readonly deadlineUs: number;
  readonly resolve: (result: ConnectResult) => void;
}

/** Makes the link ready for a new connection; with Clean Start the old session is gone. */
export function prepareLink(link: Link, spec: ConnectSpec): void {
  link.connection = link.connections += 1;
  link.version = spec.version;
  link.receiveMaximum = spec.version === 5 ? (spec.receiveMaximum ?? 65_535) : 65_535;
  link.topicAliasMaximum = spec.topicAliasMaximum ?? 0;
  link.refusals = spec.version === 5 ? spec.refuse : undefined;
  link.limits = DEFAULT_LIMITS;
  link.packetIdentifiers = spec.packetIdentifiers;
  if (spec.cleanStart) link.discardSession();
}

export function makeDecoder(spec: ConnectSpec, handler: DecoderHandler): PacketDecoder {
  const version: ProtocolVersion = spec.version;
  const maximumPacketSize = spec.maximumPacketSize ?? PACKET_SIZE_MAX;
  return new PacketDecoder({ version, receiver: 'client', maximumPacketSize, handler });
}

/** Tells the history that CONNECT is about to leave; what marks its Will. */
export function reportConnectInvoked(link: Link, spec: ConnectSpec, sessionExpirySeconds: number): WillStamp {
  const { env, index: client, connection, receiveMaximum, topicAliasMaximum } = link;
  const tUs = env.clock.nowUs();
  env.observer.connectInvoked({
    client,
    connection,
    tUs,
    version: spec.version,
    cleanStart: spec.cleanStart,
    sessionExpirySeconds,
    keepAliveSeconds: spec.keepAliveSeconds,
    receiveMaximum,
    topicAliasMaximum,
    ...(spec.maximumPacketSize === undefined ? {} : { maximumPacketSize: spec.maximumPacketSize }),
    hasWill: spec.will !== undefined,
    ...willSent(spec),
  });
  return { stamps: env.stamps, connection, nowUs: tUs };
}

function willSent({ will, version }: ConnectSpec): { will?: WillSent } {
  if (will?.flow === undefined) return {};
  return { will: { flow: will.flow, delaySeconds: version === 5 ? (will.delaySeconds ?? 0) : 0 } };
}

/** Tells the history what CONNACK says; `sessionExpirySeconds` are those in force. */
export function reportConnected(link: Link, packet: ConnackPacket, sessionExpirySeconds: number): void {
  const { env, index: client, connection, receivedUs: tUs } = link;
  const { reasonCode, sessionPresent } = packet;
  const { serverKeepAliveSeconds } = link.limits;
  env.observer.connected({
    client,
    connection,
    tUs,
    reasonCode,
    sessionPresent,
    sessionExpirySeconds,
    ...(serverKeepAliveSeconds === undefined ? {} : { keepAliveSeconds: serverKeepAliveSeconds }),
  });
}

/** Tells the history that the connection is over. */
export function reportConnectionClosed(
  { env, index: client, connection }: Link,
  { how, reasonCode, detail = how, silent, brokenOff }: Closing,
  facts: Pick<ConnectionClosed, 'tUs' | 'established' | 'sessionExpirySeconds'>,
): void {
  env.observer.connectionClosed({
    client,
    connection,
    how,
    detail,
    ...facts,
    ...(reasonCode === undefined ? {} : { reasonCode }),
    ...(silent === undefined ? {} : { silent }),
    ...(brokenOff === undefined ? {} : { brokenOff }),
  });
}

/** Session Present must be 0 when the session was to start clean. */
export function checkSessionPresent(link: Link, spec: ConnectSpec, sessionPresent: boolean): void {
  if (!sessionPresent || !spec.cleanStart) return;
  const flag = link.version === 5 ? 'Clean Start' : 'Clean Session';
  link.violation(
    link.clause('3.2.2-2', '3.2.2-1'),
    `CONNACK says Session Present 1 to a CONNECT with ${flag} 1`,
  );
}
