/** How a capacity is said, the same in every report. */
import { formatBytes } from '../../base/units.ts';
import type {
  CapacityAnswer,
  CapacityReport,
  CostResult,
  Estimate,
  PointVerdict,
  ScalabilityFit,
  TrialShare,
} from '../../results/capacity.ts';
import { formatAmount, formatCount, formatRate } from '../format.ts';

export const POINT_WORDS: Readonly<Record<PointVerdict, string>> = {
  held: 'held',
  missed: 'missed',
  broken: 'broke a promise',
  inconclusive: 'inconclusive',
};

/** `2,500`, `0.25`. */
export function formatLoad(load: number): string {
  return load >= 100 || Number.isInteger(load) ? formatCount(load) : String(Number(load.toPrecision(4)));
}

/** The first thing to know, as one sentence. */
export function headline({ answer, search }: CapacityReport): string {
  const { variable } = search;
  const held = answer.held === undefined ? '' : `${variable} ${formatLoad(answer.held)}`;
  const flow =
    answer.publishedPerSecond === undefined ? '' : ` (${formatRate(answer.publishedPerSecond)} published)`;
  switch (answer.kind) {
    case 'knee':
      return `The target holds ${held}${flow}; at ${formatLoad(answer.failed ?? 0)} it ${answer.limit === 'promise' ? 'breaks a promise of MQTT' : 'no longer does'}.`;
    case 'at-least':
      return answer.limit === 'generator'
        ? `The target holds at least ${held}${flow}: more was not to be had from the load generator.`
        : `The target holds at least ${held}${flow}: no load that was tried failed.`;
    case 'at-most':
      return `The target holds no load that was tried: ${variable} ${formatLoad(answer.failed ?? search.start)} fails.`;
    case 'none':
      return 'Nothing is known of the target’s capacity: no trial was conclusive.';
  }
}

/** What a planner reads first: the need where one was stated, else what was found. */
export function leadOf(report: CapacityReport): string {
  const [first] = report.need?.sentences ?? [];
  return first === undefined ? headline(report) : sentence(first);
}

/** With a capital at its start and a full stop at its end. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/u.test(text) ? '' : '.'}`;
}

/** How sure the answer is: the interval, and how often its two ends held. */
export function intervalSentence(answer: CapacityAnswer): string | undefined {
  const { kind, low, high, held, failed, heldTrials, failedTrials } = answer;
  if (kind !== 'knee' || held === undefined || failed === undefined) return undefined;
  const interval =
    low === undefined || high === undefined
      ? 'No interval: trials contradict each other'
      : `Interval ${formatLoad(low)} … ${formatLoad(high)}`;
  return `${interval}; ${formatLoad(held)} held ${shareText(heldTrials)}, ${formatLoad(failed)} held ${shareText(failedTrials)}.`;
}

export function shareText(share: TrialShare | undefined): string {
  return share === undefined ? 'never' : `${share.held} of ${share.of} times`;
}

export interface CostLine {
  readonly label: string;
  readonly text: string;
}

export function costLines({
  cpuSecondsPerMillion,
  messagesPerCpuSecond,
  bytesPerConnection,
  idleCpu,
}: CostResult): CostLine[] {
  return [
    {
      label: 'CPU a million messages',
      text: estimateText(cpuSecondsPerMillion, (value) => `${Number(value.toPrecision(3))} s`),
    },
    {
      label: 'messages a CPU-second',
      text: estimateText(messagesPerCpuSecond, (value) => formatCount(Number(value.toPrecision(3)))),
    },
    { label: 'memory a connection', text: estimateText(bytesPerConnection, formatBytes) },
    ...(idleCpu === undefined
      ? []
      : [{ label: 'CPU without messages', text: `${Number((idleCpu * 100).toPrecision(2))} % of one core` }]),
  ];
}

function estimateText(estimate: Estimate, format: (value: number) => string): string {
  if (!estimate.measured) return `not measured: ${estimate.reason}`;
  const { value, low, high, count } = estimate;
  const range =
    low === undefined || high === undefined ? '' : `, 95 % between ${format(low)} and ${format(high)}`;
  return `${format(value)}${range} (${formatAmount(count, 'readings')})`;
}

/** Parameters of the law with what they mean. */
export function parameterLines(fit: ScalabilityFit): string[] {
  const { lambda, sigma, kappa, rSquared, residualError, samples } = fit;
  const unit = fit.concurrency === 'clients' ? 'client' : 'message under way';
  return [
    `λ ${parameterText(lambda)} messages a second by one ${unit}`,
    `σ ${parameterText(sigma)} contention`,
    `κ ${parameterText(kappa)} coherency`,
    `R² ${rSquared.toFixed(3)} over ${formatAmount(samples.length, 'trials')}${residualError === undefined ? '' : `, residual standard error ${formatRate(Number(residualError.toFixed(3)))}`}`,
  ];
}

function parameterText({ value, low, high }: ScalabilityFit['lambda']): string {
  const short = (number: number): string => String(Number(number.toPrecision(3)));
  return low === undefined || high === undefined
    ? short(value)
    : `${short(value)} (${short(low)} … ${short(high)})`;
}

/** Where the curve leads beyond the points, marked as what it is. */
export function predictionLines(fit: ScalabilityFit): string[] {
  const { peak, asymptote } = fit;
  const what = fit.concurrency === 'clients' ? 'clients' : 'messages under way';
  return [
    ...(peak === undefined
      ? []
      : [
          `${peak.isExtrapolated ? 'extrapolation: ' : ''}the curve is highest at ${formatCount(peak.n)} ${what}, with ${formatRate(peak.x)}`,
        ]),
    ...(asymptote === undefined
      ? []
      : [`extrapolation: by that curve no load brings more than ${formatRate(asymptote)}`]),
  ];
}
