import { randomInt } from 'node:crypto';
import { monotonicClock } from '../../base/clock.ts';
import { planScenario } from '../../plan/plan-scenario.ts';
import type { TargetOverride } from '../../plan/plan-scenario.ts';
import type { Plan } from '../../plan/types.ts';
import { versionName } from '../../protocol/constants.ts';
import type { ProtocolVersion } from '../../protocol/constants.ts';
import type { RunInput } from '../../results/build.ts';
import { buildResults } from '../../results/build.ts';
import type { Results } from '../../results/model.ts';
import { runPlan, type RunPlanOptions } from '../../run/run-plan.ts';
import type { RunListener, RunOutcome } from '../../run/types.ts';
import type { DeclaredProfile } from '../../scenario/profile-types.ts';
import type { Scenario } from '../../scenario/types.ts';
import { hookControl } from '../hooks/hook-control.ts';
import { hookRights } from '../hooks/hook-rights.ts';
import { startEmbeddedTarget } from '../embedded/start.ts';
import { packageVersion } from '../package-root.ts';
import { hostFacts } from './host-facts.ts';

/** Seeds and run ids are 32 bits. */
const UINT32_COUNT = 2 ** 32;
const EMBEDDED = 'embedded broker';

export interface ExecuteOptions {
  readonly scenario: Scenario;
  readonly versions: readonly ProtocolVersion[];
  readonly seed: number;
  readonly target: TargetOverride;
  readonly signal: AbortSignal;
  /** Called as each run begins; its listener hears that run. */
  readonly onRun: (plan: Plan, targetName: string) => RunListener;
  /** Threads that share the clients; 1 where absent. */
  readonly threads?: number;
  readonly onRunEnded: () => void;
  /** How often the listener hears all figures so far; never where absent. */
  readonly metricsEveryMs?: number;
  /** What the target declares, and how it is restarted. */
  readonly profile?: DeclaredProfile;
  /** For reports, secrets replaced. */
  readonly command: string;
  readonly replay: (version: ProtocolVersion) => string;
}

/** Runs a scenario once for each protocol version and puts the results together. No target: on the embedded broker. */
export async function executeScenario(options: ExecuteOptions): Promise<Results> {
  const { scenario, versions, seed, signal, command } = options;
  const startedAt = now();
  const runs: RunInput[] = [];
  for (const version of versions) {
    const run = await executeVersion(version, options);
    runs.push(run);
    // A broker that is out of reach in one version is so in the other: no need to wait for the same answer twice.
    if (signal.aborted || run.outcome.stopReason === 'unreachable') break;
  }
  const { name, description, file, hash } = scenario;
  return buildResults({
    toolVersion: packageVersion(),
    command,
    startedAt,
    scenario: { name, description, file, hash, seed },
    host: hostFacts(),
    runs,
  });
}

export function planOf(
  version: ProtocolVersion,
  options: Pick<ExecuteOptions, 'scenario' | 'seed' | 'target'>,
  runId = randomSeed(),
): Plan {
  const { scenario, seed, target } = options;
  return planScenario(scenario, { version, seed, runId, target });
}

export function randomSeed(): number {
  return randomInt(UINT32_COUNT);
}

async function executeVersion(version: ProtocolVersion, options: ExecuteOptions): Promise<RunInput> {
  const startedAt = now();
  const plan = planOf(version, options);
  const outcome =
    plan.target === undefined
      ? await runOnEmbeddedBroker(plan, options)
      : await runOn(plan, plan.target.urls.join(', '), options, controlOf(options, plan, plan.target.urls));
  return {
    protocol: versionName(version),
    startedAt,
    clients: plan.clientCount,
    flows: plan.flowCount,
    replay: options.replay(version),
    thresholds: plan.thresholds,
    outcome,
  };
}

async function runOnEmbeddedBroker(plan: Plan, options: ExecuteOptions): Promise<RunOutcome> {
  const broker = await startEmbeddedTarget(plan, options.scenario.embedded, options.target.tls);
  try {
    const target = { ...options.target, ...broker.target };
    const own = planOf(plan.version, { ...options, target }, plan.runId);
    return await runOn(own, EMBEDDED, options, {
      embedded: true,
      broker: broker.control,
      ...(broker.rights !== undefined && { rights: broker.rights }),
    });
  } finally {
    await broker.close();
  }
}

async function runOn(
  plan: Plan,
  targetName: string,
  options: ExecuteOptions,
  about: Pick<RunPlanOptions, 'embedded' | 'broker' | 'rights'>,
): Promise<RunOutcome> {
  const { signal, threads, onRun, onRunEnded, metricsEveryMs } = options;
  const listener = onRun(plan, targetName);
  try {
    const outcome = await runPlan({
      plan,
      clock: monotonicClock(),
      signal,
      listener,
      ...about,
      ...(threads !== undefined && { threads }),
      ...(metricsEveryMs !== undefined && { metricsEveryMs }),
    });
    return { ...outcome, targetName };
  } finally {
    onRunEnded();
  }
}

function controlOf(
  { profile }: ExecuteOptions,
  plan: Plan,
  urls: readonly string[],
): Pick<RunPlanOptions, 'broker' | 'rights'> {
  if (profile === undefined) return {};
  const rights = hookRights(profile.hooks ?? {}, plan);
  return { broker: hookControl(profile, urls), ...(rights === undefined ? {} : { rights }) };
}

function now(): string {
  return new Date().toISOString();
}
