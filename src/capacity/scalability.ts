/** The Universal Scalability Law over the trials of a search. */
import {
  scalabilityAt,
  type CapacityTrial,
  type ScalabilityFit,
  type ScalabilityResult,
} from '../results/capacity.ts';
import { fitUsl, uslAsymptote, uslPeak, type UslFit } from './usl.ts';

type Concurrency = ScalabilityFit['concurrency'];

interface Sample {
  readonly trial: number;
  readonly n: number;
  readonly x: number;
}

/** Below it the curve says nothing about the points. */
const R_SQUARED_MIN = 0.8;
/** The most clients in parts of the fewest: more than that, and clients were what was searched by. */
const CLIENTS_SPREAD = 1.2;
/** A part of the denominator that small limits nothing yet. */
const SHARE_MIN = 0.1;

export function scalabilityOf(trials: readonly CapacityTrial[]): ScalabilityResult {
  const usable = trials.filter(
    ({ verdict, connectFailed }) => (verdict === 'held' || verdict === 'missed') && connectFailed === 0,
  );
  const concurrency = concurrencyOf(usable);
  const samples = usable.flatMap((trial) => sampleOf(trial, concurrency));
  const result = fitUsl(samples);
  if (!result.ok) return { fitted: false, reason: result.reason };
  return { fitted: true, ...described(result.fit, samples, concurrency) };
}

/**
 * With more and more clients, N is their number. Where only the rate grows, a faster open loop is no higher concurrency by
 * itself: N is then how many messages are under way at once.
 */
function concurrencyOf(trials: readonly CapacityTrial[]): Concurrency {
  const clients = trials.map((trial) => trial.clients);
  return Math.max(...clients) > CLIENTS_SPREAD * Math.min(...clients) ? 'clients' : 'under-way';
}

function sampleOf(trial: CapacityTrial, concurrency: Concurrency): Sample[] {
  const { rates, clients, underWay, number } = trial;
  if (rates === undefined) return [];
  const x = [rates.delivered, rates.acknowledged, rates.published].find((rate) => rate > 0);
  const n = concurrency === 'clients' ? clients : underWay;
  return x === undefined || n === undefined || n <= 0 ? [] : [{ trial: number, n, x }];
}

function described(fit: UslFit, samples: readonly Sample[], concurrency: Concurrency): ScalabilityFit {
  const { lambda, sigma, kappa, rSquared, residualError } = fit;
  const good = rSquared >= R_SQUARED_MIN;
  const nMax = Math.max(...samples.map(({ n }) => n));
  const peak = good && isAboveZero(kappa) ? uslPeak(fit) : undefined;
  const asymptote = good && isAboveZero(sigma) ? uslAsymptote(fit) : undefined;
  const limitedBy = good ? limitAt(fit, nMax) : 'none-seen';
  const curve = { lambda, sigma, kappa };
  return {
    ...{ concurrency, ...curve, rSquared },
    ...(residualError !== undefined && { residualError }),
    samples: samples.map((sample) => ({ ...sample, fitted: scalabilityAt(curve, sample.n) })),
    ...(peak !== undefined && { peak: { ...peak, isExtrapolated: peak.n > nMax } }),
    ...(asymptote !== undefined && { asymptote }),
    limitedBy,
    reading: reading({ fit, nMax, limitedBy, concurrency, good }),
  };
}

/** Whether it is more than chance: zero lies outside of its confidence. */
function isAboveZero({ value, low }: UslFit['kappa']): boolean {
  return value > 0 && low !== undefined && low > 0;
}

function limitAt({ sigma, kappa }: UslFit, n: number): ScalabilityFit['limitedBy'] {
  const { contention, coherency } = sharesAt({ sigma, kappa }, n);
  if (isAboveZero(kappa) && coherency >= SHARE_MIN && coherency >= contention) return 'coherency';
  return isAboveZero(sigma) && contention >= SHARE_MIN ? 'contention' : 'none-seen';
}

/** What waiting for a turn and keeping in step take of the time at a concurrency of `n`. */
function sharesAt(
  { sigma, kappa }: Pick<UslFit, 'sigma' | 'kappa'>,
  n: number,
): { readonly contention: number; readonly coherency: number } {
  const contention = Math.max(0, sigma.value * (n - 1));
  const coherency = Math.max(0, kappa.value * n * (n - 1));
  const all = 1 + contention + coherency;
  return { contention: contention / all, coherency: coherency / all };
}

interface ReadingInput {
  readonly fit: UslFit;
  readonly nMax: number;
  readonly limitedBy: ScalabilityFit['limitedBy'];
  readonly concurrency: Concurrency;
  readonly good: boolean;
}

function reading({ fit, nMax, limitedBy, concurrency, good }: ReadingInput): string[] {
  if (!good)
    return [
      `the law does not describe these points (R² ${fit.rSquared.toFixed(2)}): read nothing from the curve`,
    ];
  const what = concurrency === 'clients' ? 'clients' : 'messages under way';
  const { contention, coherency } = sharesAt(fit, nMax);
  const percent = (share: number): string => `${Math.floor(share * 100)} %`;
  switch (limitedBy) {
    case 'none-seen':
      return [`up to ${Math.round(nMax)} ${what} the points show no limit: throughput grows with the load`];
    case 'contention':
      return [
        `contention limits it: with ${Math.round(nMax)} ${what}, ${percent(contention)} of the time is spent waiting for something that only one at a time can have`,
      ];
    case 'coherency':
      return [
        `coherency limits it: with ${Math.round(nMax)} ${what}, ${percent(coherency)} of the time goes into keeping many in step, and more load makes it slower`,
      ];
  }
}
