/** Runs of one workload, alternating between its contenders, and what they come to. */
import type { BrokerCounters } from './broker-counters.ts';
import type { Contender, Offer } from './contender.ts';
import { bytesPerConnection, loadFigures, measure } from './measure.ts';
import type { Mosquitto } from './mosquitto.ts';
import { median, pairedRatios, spreadOf, type Round, type Spread } from './statistics.ts';
import type { Goal, Workload } from './workloads.ts';

export interface Entry {
  readonly name: string;
  /** Microseconds of CPU time a message, or bytes a connection. One of each round. */
  readonly rounds: readonly Round[];
  readonly figure: Spread | undefined;
  /** CPU time a message over the whole life of the process. */
  readonly whole: Spread | undefined;
  readonly messagesPerSecond: Spread | undefined;
  /** mqtt-bench's figure divided by this one's, round by round. */
  readonly ratio: Spread | undefined;
  /** Why there is no figure. */
  readonly word: string | undefined;
}

export interface GoalOutcome {
  readonly goal: Goal;
  readonly measured: number;
  readonly met: boolean;
}

export interface Comparison {
  readonly workload: string;
  readonly title: string;
  readonly unit: 'µs CPU/message' | 'B/connection';
  readonly entries: readonly Entry[];
  readonly goals: readonly GoalOutcome[];
}

interface Figures {
  readonly figure: number;
  readonly whole?: number;
  readonly messagesPerSecond?: number;
}

export interface Bench {
  readonly broker: Mosquitto;
  readonly counters: BrokerCounters;
  readonly rounds: number;
  /** Empty: all. */
  readonly peers: readonly string[];
  readonly tell: (line: string) => void;
}

export async function compare(workload: Workload, bench: Bench): Promise<Comparison> {
  const offers = workload
    .offers(bench.broker)
    .filter(({ name }) => name === 'mqtt-bench' || bench.peers.length === 0 || bench.peers.includes(name));
  const runs = new Map<string, (Figures | undefined)[]>(offers.map(({ name }) => [name, []]));
  const words = new Map<string, string>();
  for (let round = 0; round < bench.rounds; round += 1) {
    for (const offer of inTurn(offers, round)) {
      const figures = await runOnce(workload, offer, bench, words);
      runs.get(offer.name)?.push(figures);
      if (figures !== undefined)
        bench.tell(`  ${workload.name} ${round + 1}/${bench.rounds} ${offer.name}: ${describe(figures)}`);
    }
  }
  const entries = offers.map(({ name }) => makeEntry(name, runs, words.get(name)));
  return {
    workload: workload.name,
    title: workload.title,
    unit: workload.figure.kind === 'load' ? 'µs CPU/message' : 'B/connection',
    entries,
    goals: workload.goals.flatMap((goal) => judge(goal, entries)),
  };
}

/** Each round begins with another contender, so that no one always runs first. */
function inTurn<T>(items: readonly T[], round: number): readonly T[] {
  const first = round % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}

async function runOnce(
  workload: Workload,
  offer: Offer,
  bench: Bench,
  words: Map<string, string>,
): Promise<Figures | undefined> {
  if ('unavailable' in offer) {
    words.set(offer.name, offer.unavailable);
    return undefined;
  }
  try {
    return await figuresOf(workload, offer, bench);
  } catch (error) {
    const word = error instanceof Error ? error.message : String(error);
    words.set(offer.name, word.split('\n')[0] ?? '');
    bench.tell(`  ${workload.name} ${offer.name}: ${word}`);
    return undefined;
  }
}

async function figuresOf(workload: Workload, contender: Contender, bench: Bench): Promise<Figures> {
  const { broker, counters } = bench;
  const { figure } = workload;
  const counter = figure.kind === 'load' ? figure.counter : 'received';
  const measurement = await measure(contender, { broker, counters, counter });
  if (figure.kind === 'idle') return { figure: bytesPerConnection(measurement, figure.connections) };
  const { cpuUs, wholeCpuUs, messagesPerSecond } = loadFigures(measurement, figure.expected);
  return { figure: cpuUs, whole: wholeCpuUs, messagesPerSecond };
}

function makeEntry(
  name: string,
  runs: ReadonlyMap<string, readonly (Figures | undefined)[]>,
  word: string | undefined,
): Entry {
  const figures = runs.get(name) ?? [];
  const rounds = figures.map((one) => one?.figure);
  const ours = (runs.get('mqtt-bench') ?? []).map((one) => one?.figure);
  const pick = (key: 'whole' | 'messagesPerSecond'): number[] =>
    figures.flatMap((one) => (one?.[key] === undefined ? [] : [one[key]]));
  return {
    name,
    rounds,
    figure: spreadOf(rounds.filter((value) => value !== undefined)),
    whole: spreadOf(pick('whole')),
    messagesPerSecond: spreadOf(pick('messagesPerSecond')),
    ratio: name === 'mqtt-bench' ? undefined : spreadOf(pairedRatios(ours, rounds)),
    word,
  };
}

/** Nothing where one half of a pair is missing. */
function judge(goal: Goal, entries: readonly Entry[]): GoalOutcome[] {
  const ours = entries.find(({ name }) => name === 'mqtt-bench');
  const rounds = ours?.rounds.filter((value) => value !== undefined) ?? [];
  if (rounds.length === 0) return [];
  if (goal.kind === 'rate') {
    const measured = 1_000_000 / median(rounds);
    return [{ goal, measured, met: measured >= goal.messagesPerCpuSecond }];
  }
  if (goal.kind === 'bytes') {
    const measured = median(rounds);
    return [{ goal, measured, met: measured <= goal.atMost }];
  }
  const ratio = entries.find(({ name }) => name === goal.peer)?.ratio;
  if (ratio === undefined) return [];
  return [{ goal, measured: ratio.median, met: ratio.median <= goal.atMost }];
}

function describe({ figure, whole, messagesPerSecond }: Figures): string {
  if (whole === undefined || messagesPerSecond === undefined) return `${figure.toFixed(0)} B/connection`;
  return `${figure.toFixed(2)} µs/message at ${messagesPerSecond.toFixed(0)}/s, whole process ${whole.toFixed(2)}`;
}
