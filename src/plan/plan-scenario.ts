/** `scenario + seed + overrides → Plan`: a pure function. */
import { assert } from '../base/assert.ts';
import type { ProtocolVersion } from '../protocol/constants.ts';
import { isColumn } from '../scenario/bind-template.ts';
import { findTemplates } from '../scenario/find-templates.ts';
import { templateNames } from '../scenario/template-names.ts';
import type { AccessSpec, Scenario, TargetSpec, ThresholdSpec } from '../scenario/types.ts';
import { planGroups } from './plan-groups.ts';
import { StepPlanner } from './plan-steps.ts';
import { planTls } from './plan-tls.ts';
import { planWills } from './plan-wills.ts';
import type { Plan, PlannedAccess, PlannedTarget, PlannedThreshold } from './types.ts';

export interface PlanOptions {
  /** One of the scenario's versions, or any other at the caller's own risk: each version is a run of its own. */
  readonly version: ProtocolVersion;
  /** 32 bits; where the scenario names a seed, the caller decides which one holds. */
  readonly seed: number;
  /** 32 bits, a new one for each run. */
  readonly runId: number;
  /** Takes the place of the scenario's target, key by key. */
  readonly target?: TargetOverride;
}

export type TargetOverride = Partial<TargetSpec>;

/** Decides everything a run will do. The scenario has been checked, so nothing can go wrong here. */
export function planScenario(scenario: Scenario, options: PlanOptions): Plan {
  const { version, seed, runId } = options;
  const silent = planGroups(scenario.groups, version, columnsRead(scenario));
  const planner = new StepPlanner(silent, seed);
  const steps = planner.plan(scenario.steps, 'steps');
  const { groups, flowBlocks, flowCount } = planWills(scenario.groups, silent, planner.flowCount);
  const target = planTarget(scenario.target, options.target);
  const last = groups.at(-1);
  assert(last !== undefined, 'a scenario without clients has passed the checks');
  return {
    name: scenario.name,
    description: scenario.description,
    version,
    seed: seed >>> 0,
    runId: runId >>> 0,
    scenarioHash: scenario.hash,
    vars: scenario.vars,
    target,
    groups,
    clientCount: last.first + last.count,
    flowBlocks: [...planner.flowBlocks, ...flowBlocks],
    flowCount,
    firstWillFlow: planner.flowCount,
    steps,
    ...(scenario.access === undefined ? {} : { access: planAccess(scenario.access, groups) }),
    faults: scenario.faults.map((fault) => planner.fault(fault)),
    thresholds: scenario.thresholds.map(planThreshold),
  };
}

/** Columns that any template reads. */
function columnsRead({ groups, steps, target }: Scenario): ReadonlySet<string> {
  const found = findTemplates([groups, steps, target]).flatMap(({ template }) => [
    ...templateNames(template),
  ]);
  return new Set(found.filter(isColumn).map((path) => path.slice('row.'.length)));
}

function planTarget(
  declared: TargetSpec | undefined,
  override: TargetOverride | undefined,
): PlannedTarget | undefined {
  const { urls, username, password, tls, profile } = { ...declared, ...override };
  if (urls === undefined) return undefined;
  return {
    urls,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    tls: planTls(tls ?? {}),
    ...(profile === undefined ? {} : { profile }),
  };
}

function planAccess({ rules, deniesEverythingElse }: AccessSpec, groups: Plan['groups']): PlannedAccess {
  const all = groups.map(({ name }) => name);
  return {
    rules: rules.map(({ clients, ...rule }) => ({ ...rule, groups: clients === 'all' ? all : clients })),
    deniesEverythingElse,
  };
}

function planThreshold({ check, abort, delay }: ThresholdSpec): PlannedThreshold {
  return { ...check, abort, delayUs: delay };
}
