/** What is compared, with whom, and what mqtt-bench promises. */
import type { Offer } from './contender.ts';
import type { Mosquitto } from './mosquitto.ts';
import { floor, mosquittoPub, mqttBench, mqttJs, paho } from './peers.ts';

/** A promise about mqtt-bench's figure: relative to that of a peer in the same round, or absolute. */
export type Goal =
  | { readonly kind: 'ratio'; readonly peer: string; readonly atMost: number }
  | { readonly kind: 'rate'; readonly messagesPerCpuSecond: number }
  | { readonly kind: 'bytes'; readonly atMost: number };

export interface Workload {
  readonly name: string;
  readonly title: string;
  /**
   * `load`: CPU time for each message, as the broker counts what it received or sent. Mosquitto does not count QoS 2 messages
   * that it received. `expected`: a run of which the broker counted another number says nothing. `idle`: resident bytes for
   * each of so many connections.
   */
  readonly figure:
    | { readonly kind: 'load'; readonly counter: 'received' | 'sent'; readonly expected?: number }
    | { readonly kind: 'idle'; readonly connections: number };
  readonly goals: readonly Goal[];
  readonly offers: (broker: Mosquitto) => readonly Offer[];
}

export interface WorkloadOptions {
  readonly quick: boolean;
  readonly bin: string;
}

const CLIENTS = 100;
const PAYLOAD_BYTES = 256;

export function workloads(options: WorkloadOptions): readonly Workload[] {
  return [
    paced(options),
    ...([0, 1, 2] as const).map((qos) => pairs(options, qos)),
    flood(options, 0),
    flood(options, 1),
    idle(options, { tls: false, connections: options.quick ? 2_000 : 10_000 }),
    idle(options, { tls: true, connections: options.quick ? 500 : 2_000 }),
  ];
}

function paced({ quick, bin }: WorkloadOptions): Workload {
  const rate = 20_000;
  const seconds = quick ? 8 : 12;
  return {
    name: 'paced',
    title: `QoS 0, ${CLIENTS} publishers, ${PAYLOAD_BYTES} bytes, ${rate} messages/s in total`,
    figure: { kind: 'load', counter: 'received', expected: rate * seconds },
    goals: [
      { kind: 'ratio', peer: 'floor', atMost: 1.9 },
      { kind: 'ratio', peer: 'MQTT.js', atMost: 0.55 },
    ],
    offers: ({ url, port }) => [
      mqttBench(bin, { scenario: 'paced.yaml', url, vars: { clients: CLIENTS, rate, hold: `${seconds}s` } }),
      floor('paced', [port, CLIENTS, rate, seconds, PAYLOAD_BYTES]),
      mqttJs('paced', url, [CLIENTS, rate, seconds, PAYLOAD_BYTES]),
      paho([port, CLIENTS, rate, seconds, PAYLOAD_BYTES]),
    ],
  };
}

const PAIRS_RATIO = { 0: 0.45, 1: 0.5, 2: 0.6 } as const;

function pairs({ quick, bin }: WorkloadOptions, qos: 0 | 1 | 2): Workload {
  const rate = quick ? 5_000 : 10_000;
  const seconds = quick ? 8 : 12;
  return {
    name: `pairs-qos${qos}`,
    title: `QoS ${qos}, ${CLIENTS} pairs, ${PAYLOAD_BYTES} bytes, ${rate} messages/s in total, end to end and verified`,
    figure: { kind: 'load', counter: 'sent', expected: rate * seconds },
    goals: [{ kind: 'ratio', peer: 'MQTT.js', atMost: PAIRS_RATIO[qos] }],
    offers: ({ url }) => [
      mqttBench(bin, {
        scenario: 'pairs.yaml',
        url,
        vars: { clients: CLIENTS, rate, hold: `${seconds}s`, qos },
      }),
      mqttJs('pairs', url, [CLIENTS, rate, seconds, PAYLOAD_BYTES, qos]),
    ],
  };
}

function flood({ quick, bin }: WorkloadOptions, qos: 0 | 1): Workload {
  const clients = 10;
  const seconds = quick ? 8 : 10;
  const window = 100;
  return {
    name: `flood-qos${qos}`,
    title: `QoS ${qos}, ${clients} publishers, 16 bytes, as fast as it goes${qos === 0 ? '' : `, window ${window}`}`,
    figure: { kind: 'load', counter: 'received' },
    goals: [{ kind: 'rate', messagesPerCpuSecond: qos === 0 ? 1_000_000 : 100_000 }],
    offers: ({ url, port }) => [
      mqttBench(bin, {
        scenario: 'flood.yaml',
        url,
        vars: { clients, hold: `${seconds}s`, qos, window },
      }),
      mqttJs('flood', url, [clients, seconds, 16, qos, window]),
      mosquittoPub(port, { qos, payloadBytes: 16, seconds }),
    ],
  };
}

function idle(
  { bin }: WorkloadOptions,
  { tls, connections }: { tls: boolean; connections: number },
): Workload {
  const rate = tls ? 200 : 1_000;
  const seconds = 10;
  return {
    name: tls ? 'idle-tls' : 'idle-tcp',
    title: `${connections} idle connections over ${tls ? 'TLS' : 'TCP'}`,
    figure: { kind: 'idle', connections },
    goals: tls ? [] : [{ kind: 'bytes', atMost: 8_192 }],
    offers: (broker) => {
      const url = tls ? broker.tlsUrl : broker.url;
      const vars = { clients: connections, rate, hold: `${seconds}s` };
      const all = [
        mqttBench(bin, { scenario: 'idle.yaml', url, vars }),
        mqttJs('idle', url, [connections, rate, seconds]),
      ];
      return tls ? all : [...all, floor('idle', [broker.port, connections, rate, seconds])];
    },
  };
}
