/**
 * The embedded broker and the suite in simulated time: whenever nothing is left to do, the clock jumps to the next timer. An hour
 * costs nothing, and a starved machine changes no verdict.
 */
import { seededRandom } from '../../src/base/random.ts';
import { Broker } from '../../src/broker/broker.ts';
import type { AccessControl } from '../../src/broker/access.ts';
import type { BrokerOptions } from '../../src/broker/options.ts';
import type { ConformanceCase } from '../../src/conformance/case.ts';
import type { Dial } from '../../src/conformance/context.ts';
import type { TargetProfile } from '../../src/conformance/facts.ts';
import { probeTarget } from '../../src/conformance/probe-target.ts';
import { runSuite, type SuiteOutcome } from '../../src/conformance/suite.ts';
import type { Time } from '../../src/conformance/time.ts';
import type { ProtocolVersion } from '../../src/protocol/constants.ts';
import type { MemoryPairOptions } from '../../src/transport/memory-pair.ts';
import { mortalDial, type Death } from './mortal-target.ts';
import { ManualTimers } from '../support/manual-timers.ts';
import { jittery, type Jitter } from './jittery-dial.ts';
import { tampered, type Tamper } from './tampered-dial.ts';

export interface SimulatedOptions {
  readonly version: ProtocolVersion;
  readonly cases: readonly ConformanceCase[];
  readonly broker?: BrokerOptions;
  /** Puts a defect in. */
  readonly alter?: (options: BrokerOptions) => BrokerOptions;
  readonly profile?: TargetProfile;
  /** The access rules without any rights of these users: what hooks of a profile do. */
  readonly accessWithout?: (usernames: readonly string[]) => AccessControl;
  readonly pair?: MemoryPairOptions;
  readonly seed?: number;
  /** A proxy that breaks rules, between suite and broker. */
  readonly tamper?: Tamper;
  /** Delays by chance between suite and broker; the suite waits for answers as the command does. */
  readonly jitter?: Jitter;
  /** Is told how many calls of the suite are still to come, whenever that changes. */
  readonly onPending?: (count: number) => void;
  /** The broker dies when it reads such a packet, and an empty one takes its place. */
  readonly dies?: Death;
  /** One case after the other, and an interruption after so many. */
  readonly interruptAfter?: number;
  /** Cases that are expected to fail. */
  readonly knownFailures?: ReadonlySet<string>;
}

export const SIMULATED_TIMING = { answerMs: 2_500, quietMs: 200, graceMs: 5_000 };

/** Simulated time after which a run is stuck. */
const LIMIT_MS = 3_600_000;

export async function runSimulated(options: SimulatedOptions): Promise<SuiteOutcome> {
  const timers = new ManualTimers();
  const alter = options.alter ?? ((same: BrokerOptions) => same);
  let broker: Broker;
  const newBroker = (): Broker =>
    (broker = new Broker(alter({ clock: timers.clock, timers, ...options.broker })));
  const time: Time = {
    nowUs: () => timers.clock.nowUs(),
    after: counted((delayMs, callback) => timers.schedule(delayMs, callback), options.onPending),
  };
  const { dial, restart } = mortalDial({ newBroker, time, pair: options.pair, death: options.dies });
  const through = options.tamper === undefined ? dial : tampered(dial, options.version, options.tamper);
  const { jitter } = options;
  const far =
    jitter === undefined
      ? through
      : jittery(
          through,
          (delayMs, callback) => timers.schedule(delayMs, callback),
          () => time.nowUs(),
          jitter,
        );
  const start = (): Promise<void> => {
    restart();
    return Promise.resolve();
  };
  const hook = options.dies?.isStartedByHook ? { restart: start } : {};
  const rights = rightsOf(options, (access) => broker.setAccess(alter({ access }).access));
  const suite = runOn({ ...options, ...rights }, far, time, hook);
  return finish(suite, timers);
}

/** A profile whose hooks change the rules of the broker. */
function rightsOf(
  { accessWithout, profile }: SimulatedOptions,
  put: (access: AccessControl) => void,
): { readonly profile?: TargetProfile } {
  if (accessWithout === undefined || profile === undefined) return {};
  const without = (...usernames: readonly string[]): Promise<void> => {
    put(accessWithout(usernames));
    return Promise.resolve();
  };
  return {
    profile: {
      ...profile,
      rights: { revoke: ({ username }) => without(username ?? ''), restore: () => without() },
    },
  };
}

function counted(after: Time['after'], tell: (count: number) => void = () => {}): Time['after'] {
  const pending = new Set<object>();
  const done = (one: object): void => {
    if (pending.delete(one)) tell(pending.size);
  };
  return (delayMs, callback) => {
    const one = {};
    pending.add(one);
    tell(pending.size);
    const cancel = after(delayMs, () => {
      done(one);
      callback();
    });
    return () => {
      done(one);
      cancel();
    };
  };
}

async function runOn(
  options: SimulatedOptions,
  dial: Dial,
  time: Time,
  hook: { readonly restart?: () => Promise<void> },
): Promise<SuiteOutcome> {
  const { version, cases, profile = { name: 'embedded' }, seed = 1 } = options;
  const timing = options.jitter === undefined ? SIMULATED_TIMING : { ...SIMULATED_TIMING, answerMs: 5_000 };
  const common = { dial, time, timing };
  const probe = await probeTarget({ ...common, version, profile, token: 'probe' });
  const facts =
    probe.kind === 'ready'
      ? probe.facts
      : (await import('../../src/conformance/facts.ts')).factsOf(
          version,
          profile,
          { type: 2, sessionPresent: false, reasonCode: 0 },
          { roundTripMs: 0, keepAliveS: 0 },
        );
  return runSuite({
    ...common,
    facts,
    cases: cases.filter((one) => one.version === version),
    random: seededRandom(seed),
    token: 'sim',
    concurrency: 1_000,
    leavesTraces: true,
    ...(options.knownFailures === undefined ? {} : { knownFailures: options.knownFailures }),
    ...hook,
    ...interruption(options.interruptAfter),
  });
}

function interruption(after: number | undefined) {
  if (after === undefined) return {};
  const stop = new AbortController();
  let done = 0;
  const onCase = (): void => {
    done += 1;
    if (done >= after) stop.abort();
  };
  return { signal: stop.signal, concurrency: 1, onCase };
}

/** Lets everything happen that can, then moves on to the next timer, until the run is done. */
async function finish(suite: Promise<SuiteOutcome>, timers: ManualTimers): Promise<SuiteOutcome> {
  let outcome: SuiteOutcome | undefined;
  let failure: unknown;
  suite.then(
    (value) => (outcome = value),
    (error: unknown) => (failure = error),
  );
  const endUs = timers.clock.nowUs() + LIMIT_MS * 1000;
  for (;;) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    if (failure !== undefined) throw failure as Error;
    if (outcome !== undefined) return outcome;
    if (timers.clock.nowUs() > endUs) throw new Error('the run is stuck');
    timers.advanceToNext();
  }
}
