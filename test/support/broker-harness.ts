import { Broker } from '../../src/broker/broker.ts';
import type { BrokerOptions } from '../../src/broker/options.ts';
import type { ProtocolVersion, QoS } from '../../src/protocol/constants.ts';
import type { ConnectPacket, WillMessage } from '../../src/protocol/packets.ts';
import { memoryPair, type MemoryPairOptions } from '../../src/transport/memory-pair.ts';
import { ManualTimers } from './manual-timers.ts';
import { RawClient, settled } from './raw-client.ts';

/** A broker without sockets, on a clock that moves by hand: the same every time. */
export class BrokerHarness {
  readonly timers = new ManualTimers();
  readonly broker: Broker;

  /** @param alter puts a defect in. */
  constructor(
    options: BrokerOptions = {},
    alter: (options: BrokerOptions) => BrokerOptions = (same) => same,
  ) {
    this.broker = new Broker(alter({ clock: this.timers.clock, timers: this.timers, ...options }));
  }

  /** A connection on which nothing has been sent. */
  dial(version: ProtocolVersion = 5, pair: MemoryPairOptions = {}): RawClient {
    const [near, far] = memoryPair(pair);
    far.attach(this.broker.accept(far));
    return new RawClient(near, version);
  }

  /** A client that has connected. */
  async client(version: ProtocolVersion, fields: Partial<ConnectPacket> = {}): Promise<RawClient> {
    const client = this.dial(version);
    const connack = await client.connect(fields);
    if (connack.reasonCode !== 0) throw new Error(`CONNACK ${connack.reasonCode}`);
    return client;
  }

  /** Moves the broker's time on and lets what follows happen. */
  async advance(seconds: number): Promise<void> {
    this.timers.advanceMs(seconds * 1000);
    await settled();
  }
}

export function will(topic: string, text: string, rest: Partial<WillMessage> = {}): WillMessage {
  const qos: QoS = rest.qos ?? 0;
  return { topic, payload: Buffer.from(text), retain: false, ...rest, qos };
}

export const VERSIONS = [4, 5] as const;

export function versionLabel(version: ProtocolVersion): string {
  return version === 4 ? 'MQTT 3.1.1' : 'MQTT 5.0';
}
