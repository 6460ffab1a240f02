/** A wire client with everything around it recorded. */
import { ManualClock } from '../../src/base/clock.ts';
import { FlowTopics } from '../../src/client/inbound.ts';
import type { BenchClient, ClientEnvironment, ConnectSpec, OutboundFlow } from '../../src/client/types.ts';
import { WireClient } from '../../src/client/wire-client.ts';
import type {
  BrokerViolation,
  ConnectionClosed,
  Delivery,
  HistoryObserver,
  KeepAliveJudged,
} from '../../src/history/observer.ts';
import { fillerChecksum, StampCodec } from '../../src/history/stamp.ts';
import type { ProtocolVersion, QoS } from '../../src/protocol/constants.ts';
import { PublishTemplate } from '../../src/protocol/publish-template.ts';

export const RUN_ID = 77;

export interface Recorded {
  readonly violations: BrokerViolation[];
  readonly keepAlives: KeepAliveJudged[];
  readonly deliveries: Delivery[];
  readonly closed: ConnectionClosed[];
  readonly invoked: { flow: number; seq: number; attempt: number }[];
  readonly completed: { flow: number; seq: number; outcome: string; reasonCode: number }[];
  readonly exchanges: string[];
  readonly settled: string[];
  readonly lost: string[];
  writable: number;
}

export interface Harness {
  readonly client: WireClient;
  readonly clock: ManualClock;
  readonly recorded: Recorded;
  /** Resolves after the next event of any kind for which `test` holds. */
  readonly until: (test: () => boolean) => Promise<void>;
}

/** Flow f is published by client 0 to topic `t/<f>` at QoS f modulo 3. */
export function makeHarness(): Harness {
  const clock = new ManualClock(1_000_000);
  const recorded: Recorded = {
    violations: [],
    keepAlives: [],
    deliveries: [],
    closed: [],
    invoked: [],
    completed: [],
    exchanges: [],
    settled: [],
    lost: [],
    writable: 0,
  };
  const waiters: { test: () => boolean; resolve: () => void }[] = [];
  const touch = (): void => {
    for (const waiter of waiters.splice(0)) {
      if (waiter.test()) waiter.resolve();
      else waiters.push(waiter);
    }
  };
  const environment = makeEnvironment(clock, recorded, touch);
  const client = new WireClient(environment, 0, new FlowTopics((flow) => environment.catalog.topicOf(flow)));
  const until = (test: () => boolean): Promise<void> =>
    test()
      ? Promise.resolve()
      : new Promise((resolve) => {
          waiters.push({ test, resolve });
        });
  return { client, clock, recorded, until };
}

function makeEnvironment(clock: ManualClock, recorded: Recorded, touch: () => void): ClientEnvironment {
  const nothing = (): void => touch();
  return {
    clock,
    catalog: {
      flowCount: 100,
      publisherOf: () => 0,
      qosOf: (flow) => (flow % 3) as QoS,
      topicOf: (flow) => `t/${flow}`,
    },
    stamps: new StampCodec(RUN_ID),
    observer: makeObserver(recorded, touch),
    latency: {
      connected: nothing,
      subscribed: nothing,
      sent: nothing,
      acknowledged: nothing,
      received: nothing,
      receivedUntimed: nothing,
    },
    listener: {
      onPublishSettled: (_client: BenchClient, message: OutboundFlow, outcome: string) => {
        recorded.settled.push(`${message.flow} ${outcome}`);
        touch();
      },
      onWritable: () => {
        recorded.writable += 1;
        touch();
      },
      onMessage: nothing,
      onConnectionLost: (_client: BenchClient, wanted: boolean) => {
        recorded.lost.push(wanted ? 'wanted' : 'unwanted');
        touch();
      },
    },
    tap: undefined,
  };
}

function makeObserver(recorded: Recorded, touch: () => void): HistoryObserver {
  const into =
    <T>(list: T[]) =>
    (event: T): void => {
      list.push(event);
      touch();
    };
  return {
    connectInvoked: touch,
    connected: touch,
    connectionClosed: into(recorded.closed),
    subscribeInvoked: touch,
    subscribed: touch,
    unsubscribeInvoked: touch,
    unsubscribed: touch,
    publishInvoked: (flow, seq, attempt) => into(recorded.invoked)({ flow, seq, attempt }),
    publishCompleted: (flow, seq, outcome, reasonCode) =>
      into(recorded.completed)({ flow, seq, outcome, reasonCode }),
    delivered: (delivery) => into(recorded.deliveries)({ ...delivery }),
    receiverExchange: ({ kind, packetId }) => into(recorded.exchanges)(`${kind} ${packetId}`),
    readingChanged: touch,
    keepAliveJudged: into(recorded.keepAlives),
    brokerViolation: into(recorded.violations),
    ownFault: touch,
    drainEnded: touch,
    accessProbed: touch,
  };
}

export function connectTo(
  port: number,
  version: ProtocolVersion,
  more: Partial<ConnectSpec> = {},
): ConnectSpec {
  return {
    address: { protocol: 'mqtt', host: '127.0.0.1', port },
    version,
    clientId: 'tester',
    cleanStart: true,
    keepAliveSeconds: 60,
    timeoutUs: 10_000_000,
    ...more,
  };
}

/** An outbound flow with a payload of 32 bytes. */
export function outboundFlow(flow: number, version: ProtocolVersion): OutboundFlow {
  const payload = Buffer.alloc(32, 'x');
  const qos = (flow % 3) as QoS;
  return {
    flow,
    qos,
    retain: false,
    template: new PublishTemplate({ topic: `t/${flow}`, qos, retain: false, payload, version }),
    payloadBytes: payload.length,
    fillerSum: fillerChecksum(payload, 0, payload.length),
  };
}
