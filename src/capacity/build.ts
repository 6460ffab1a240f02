/** Everything that a search found, put together for reporters. */
import {
  CAPACITY_SCHEMA,
  CAPACITY_VERSION,
  pointFigures,
  type CapacityAnswer,
  type CapacityPoint,
  type CapacityReport,
  type CapacitySearch,
  type CapacityTrial,
  type CostResult,
  type TrialShare,
} from '../results/capacity.ts';
import type { HostFacts, ProtocolName, ScenarioFacts } from '../results/model.ts';
import { answerOf } from './answer.ts';
import { caveatsOf } from './caveats.ts';
import { costOf } from './cost.ts';
import { levelsOf, type Level } from './levels.ts';
import { assessNeed, type Need } from './need.ts';
import { scalabilityOf } from './scalability.ts';
import type { SearchSettings, Trial } from './search.ts';
import { explainedVerdict } from './verdict.ts';

export interface MeasuredTrial extends CapacityTrial {
  readonly load: number;
}

export interface CapacityInput {
  readonly toolVersion: string;
  readonly command: string;
  readonly startedAt: string;
  readonly durationUs: number;
  readonly scenario: ScenarioFacts;
  readonly host: HostFacts;
  readonly target: string;
  readonly protocol: ProtocolName;
  readonly variable: string;
  readonly thresholds: readonly string[];
  readonly settings: SearchSettings;
  readonly ended: CapacitySearch['ended'];
  readonly trials: readonly MeasuredTrial[];
  readonly costSource: CostResult['source'];
  /** Sentences on how the target's cost was read. */
  readonly costNotes: readonly string[];
  readonly need?: Need;
}

export function buildCapacity(input: CapacityInput): CapacityReport {
  const { trials, settings, ended, need } = input;
  const points = pointsOf(trials, settings);
  const answer = capacityAnswer(trials, points, settings);
  const plain = trials.map(withoutLoad);
  const assessed = need === undefined ? undefined : assessNeed(need, points, answer);
  const { verdict, reasons } = explainedVerdict({
    answer,
    points,
    ended,
    ...(assessed && { need: assessed }),
  });
  return {
    schema: CAPACITY_SCHEMA,
    version: CAPACITY_VERSION,
    verdict,
    verdictReasons: reasons,
    tool: { name: 'mqtt-bench', version: input.toolVersion },
    command: input.command,
    startedAt: input.startedAt,
    durationUs: input.durationUs,
    scenario: input.scenario,
    host: input.host,
    target: input.target,
    protocol: input.protocol,
    search: searchOf(input),
    answer,
    points,
    scalability: scalabilityOf(plain),
    cost: costOf(plain, input.costSource),
    ...(assessed !== undefined && { need: assessed }),
    caveats: [...caveatsOf({ answer, points, thresholds: input.thresholds }), ...input.costNotes],
  };
}

function searchOf({ variable, settings, thresholds, ended }: CapacityInput): CapacitySearch {
  const { start, min, max, precision, repeats } = settings;
  return { variable, start, min, max, precision, repeats, thresholds, ended };
}

function pointsOf(trials: readonly MeasuredTrial[], settings: SearchSettings): CapacityPoint[] {
  return levelsOf(outcomesOf(trials), settings).map((level) => ({
    load: level.load,
    verdict: verdictOf(level),
    trials: trials.filter(({ load }) => load === level.load).map(withoutLoad),
  }));
}

function verdictOf({ standing, counts }: Level): CapacityPoint['verdict'] {
  if (standing === 'held') return 'held';
  if (standing === 'failed') return counts.broken > 0 ? 'broken' : 'missed';
  return 'inconclusive';
}

export function outcomesOf(trials: readonly MeasuredTrial[]): Trial[] {
  return trials.map(({ load, verdict }) => ({ load, outcome: verdict }));
}

function withoutLoad(trial: MeasuredTrial): CapacityTrial {
  const copy: { -readonly [Key in keyof MeasuredTrial]?: MeasuredTrial[Key] } = { ...trial };
  delete copy.load;
  return copy as CapacityTrial;
}

function capacityAnswer(
  trials: readonly MeasuredTrial[],
  points: readonly CapacityPoint[],
  settings: SearchSettings,
): CapacityAnswer {
  const answer = answerOf(outcomesOf(trials), settings);
  const at = (load: number | undefined): CapacityPoint | undefined =>
    points.find((point) => point.load === load);
  const held = at(answer.held);
  const failed = at(answer.failed);
  const figures =
    held === undefined
      ? undefined
      : pointFigures({ ...held, trials: held.trials.filter(({ verdict }) => verdict === 'held') });
  return {
    ...answer,
    ...(held !== undefined && { heldTrials: shareOf(held) }),
    ...(failed !== undefined && { failedTrials: shareOf(failed) }),
    ...(figures !== undefined && { clients: figures.clients }),
    ...(figures?.published !== undefined && { publishedPerSecond: figures.published }),
    ...(figures?.delivered !== undefined && { deliveredPerSecond: figures.delivered }),
  };
}

function shareOf({ trials }: CapacityPoint): TrialShare {
  const conclusive = trials.filter(({ verdict }) => verdict !== 'inconclusive');
  return { held: conclusive.filter(({ verdict }) => verdict === 'held').length, of: conclusive.length };
}
