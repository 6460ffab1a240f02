/**
 * One QoS 2 exchange that is cut at a named point, and what comes after: clients, fault proxy and broker are real, the
 * checkers judge. Nothing waits for a time, only for what happens.
 */
import { monotonicClock, type Clock } from '../../src/base/clock.ts';
import { seededRandom } from '../../src/base/random.ts';
import { finish } from '../../src/check/finish.ts';
import type { CheckContext } from '../../src/check/context.ts';
import type { CheckReport } from '../../src/check/types.ts';
import { FaultProxy } from '../../src/fault/fault-proxy.ts';
import type { FaultRule } from '../../src/fault/types.ts';
import { initHistograms } from '../../src/metrics/histogram.ts';
import { clientSpec } from '../../src/plan/client-spec.ts';
import { planFlowCatalog } from '../../src/plan/flow-catalog.ts';
import type { Plan } from '../../src/plan/types.ts';
import { PacketType, packetName, type ProtocolVersion } from '../../src/protocol/constants.ts';
import { drain } from '../../src/run/drain.ts';
import { disturbancesOf } from '../../src/run/faults/disturbances.ts';
import { LocalSegment } from '../../src/run/local-segment.ts';
import { nextTurn } from '../../src/run/wait.ts';
import { planText } from './run-scenario.ts';

export type Party = 'publisher' | 'subscriber';
export type Return = 'resume' | 'clean start' | 'never';

/** Before a packet of the exchange, or when all of it has passed. */
export interface CutPoint {
  readonly packet: PacketType;
  readonly where: 'before' | 'after';
}

export interface CutCase {
  readonly point: CutPoint;
  readonly party: Party;
  readonly returns: Return;
}

const EXCHANGE = [PacketType.publish, PacketType.pubrec, PacketType.pubrel, PacketType.pubcomp];

export const CUT_POINTS: readonly CutPoint[] = EXCHANGE.flatMap((packet) =>
  (['before', 'after'] as const).map((where) => ({ packet, where })),
);

/** All points of an exchange, at either end of the broker, and each way in which the cut client goes on. */
export const CUT_CASES: readonly CutCase[] = CUT_POINTS.flatMap((point) =>
  (['publisher', 'subscriber'] as const).flatMap((party) =>
    (['resume', 'clean start', 'never'] as const).map((returns) => ({ point, party, returns })),
  ),
);

export function cutCaseName({ point, party, returns }: CutCase): string {
  const goesOn =
    returns === 'never'
      ? 'never returns'
      : `returns with ${returns === 'resume' ? 'its session' : 'a clean start'}`;
  return `the ${party} is cut ${point.where} ${packetName(point.packet)} and ${goesOn}`;
}

/** The watcher and the other publisher are never cut: there is always somebody to judge by. */
const SCENARIO = `
name: cut
clients:
  publisher: { count: 1, clean-start: false, session-expiry: never }
  subscriber: { count: 1, clean-start: false, session-expiry: never }
  watcher: { count: 1 }
  other: { count: 1 }
steps:
  - connect: all
  - subscribe: { clients: [subscriber, watcher], filter: 'cut/#', qos: 2 }
  - publish: { clients: publisher, topic: cut/a, qos: 2, count: 3, window: 3 }
  - resume: { clients: publisher, session-present: true }
  - resume: { clients: subscriber, session-present: true }
  - connect: { clients: publisher, clean-start: true }
  - connect: { clients: subscriber, clean-start: true }
  - subscribe: { clients: subscriber, filter: 'cut/#', qos: 2 }
  - publish: { clients: publisher, topic: cut/a, qos: 2, count: 3, window: 1 }
  - publish: { clients: other, topic: cut/b, qos: 2, count: 2, window: 1 }
  - connect: { clients: all, clean-start: true }
`;

const PARTIES: Readonly<Record<Party, number>> = { publisher: 0, subscriber: 1 };
const CLIENTS = 4;
const DRAIN_US = 1_000_000;
/** Far beyond what a cut takes on the slowest machine. */
const CUT_MAX_US = 20_000_000;

export interface CutResult {
  readonly report: CheckReport;
  /** Whether the connection really was cut, once. */
  readonly cuts: number;
  readonly expectationsFailed: number;
}

let runs = 0;

export async function playCut(url: string, version: ProtocolVersion, one: CutCase): Promise<CutResult> {
  await initHistograms();
  runs += 1;
  const plan = planText(SCENARIO, 'cut.yaml', { url, version, seed: runs });
  const clock = monotonicClock();
  const numbers = new Map(
    Array.from({ length: CLIENTS }, (_, client) => [clientSpec(plan, client).clientId, client]),
  );
  const proxy = await FaultProxy.start({
    urls: [url],
    clock,
    random: seededRandom(1),
    identify: (clientId) => numbers.get(clientId),
  });
  try {
    return await new CutStage({ plan, proxy, one, clock }).play();
  } finally {
    await proxy.close();
  }
}

class CutStage {
  readonly #plan: Plan;
  readonly #proxy: FaultProxy;
  readonly #case: CutCase;
  readonly #clock: Clock;
  readonly #startedUs: number;
  readonly #signal = new AbortController().signal;
  readonly #segment: LocalSegment;
  #endedUs = Infinity;

  constructor({ plan, proxy, one, clock }: { plan: Plan; proxy: FaultProxy; one: CutCase; clock: Clock }) {
    this.#plan = plan;
    this.#proxy = proxy;
    this.#case = one;
    this.#clock = clock;
    this.#startedUs = clock.nowUs();
    const common = { plan, clock: this.#clock, startedUs: this.#startedUs, signal: this.#signal };
    this.#segment = new LocalSegment({
      ...common,
      wallOffsetUs: 0,
      urls: proxy.urls,
      segment: { index: 0, of: 1 },
    });
  }

  async play(): Promise<CutResult> {
    await this.#steps(0, 1);
    const rule = this.#rule();
    this.#proxy.begin(rule);
    const published = this.#step(2);
    await this.#untilCut();
    await published;
    this.#proxy.end(rule);
    this.#endedUs = this.#clock.nowUs();
    await this.#goOn();
    const context = this.#context();
    await drain({
      ...{ segments: [this.#segment], context, clock: this.#clock, signal: this.#signal },
      timeoutUs: DRAIN_US,
    });
    const cuts = this.#proxy.log.events.filter(({ what }) => what === 'ended').length;
    const state = await this.#segment.checkState('of-one-moment');
    // Sessions must not outlive the case.
    await this.#step(10);
    await this.#segment.close();
    const { expectations } = await this.#segment.result();
    return {
      report: finish(state, context),
      cuts,
      expectationsFailed: expectations.reduce((sum, { failed }) => sum + failed, 0),
    };
  }

  async #goOn(): Promise<void> {
    const { party, returns } = this.#case;
    const isPublisher = party === 'publisher';
    if (returns === 'resume') await this.#step(isPublisher ? 3 : 4);
    if (returns === 'clean start' && isPublisher) await this.#step(5);
    if (returns === 'clean start' && !isPublisher) await this.#steps(6, 7);
    if (!isPublisher || returns !== 'never') await this.#step(8);
    await this.#step(9);
  }

  async #steps(...numbers: readonly number[]): Promise<void> {
    for (const number of numbers) await this.#step(number);
  }

  #step(number: number): Promise<unknown> {
    return this.#segment.runStep(`steps[${number}]`, this.#clock.nowUs());
  }

  /** The second of three messages in flight, so that there is one on either side of it. */
  #rule(): FaultRule {
    const { point, party } = this.#case;
    const client = PARTIES[party];
    const at = { packet: point.packet, direction: 'both', nth: 2 } as const;
    const passes = point.where === 'before' ? { passes: 0 } : {};
    return {
      name: 'cut',
      action: { kind: 'cut', at, ...passes, how: 'reset', times: 1 },
      concerns: (one) => one === client,
    };
  }

  async #untilCut(): Promise<void> {
    const giveUpUs = this.#clock.nowUs() + CUT_MAX_US;
    while (this.#segment.status().connected === CLIENTS) {
      if (this.#clock.nowUs() > giveUpUs) throw new Error('nobody was cut');
      await nextTurn();
    }
  }

  #context(): CheckContext {
    return {
      catalog: planFlowCatalog(this.#plan),
      startedUs: this.#startedUs,
      clientIdOf: (client) => clientSpec(this.#plan, client).clientId,
      disturbances: disturbancesOf(this.#proxy.log.events, () => this.#endedUs),
    };
  }
}
