/** What messages and connections cost the target: slopes over all trials, never one difference. */
import type { CapacityTrial, CostResult, Estimate } from '../results/capacity.ts';
import { fitLine, type Line, type LinePoint, type LineResult } from './line.ts';

const MILLION = 1_000_000;

export function costOf(trials: readonly CapacityTrial[], source: CostResult['source']): CostResult {
  if (source === undefined) {
    const none = unmeasured('not asked for: --target-pid, --target-metrics or --target-sys');
    return { cpuSecondsPerMillion: none, messagesPerCpuSecond: none, bytesPerConnection: none };
  }
  const cpu = cpuLine(trials);
  return {
    source,
    ...cpuEstimates(cpu),
    bytesPerConnection: memoryEstimate(trials),
    ...(cpu.ok && { idleCpu: Math.max(0, cpu.line.intercept) }),
  };
}

/** Only trials that held: a target that cannot keep up may do many messages in one go. */
function cpuLine(trials: readonly CapacityTrial[]): LineResult {
  const points = trials.flatMap(({ verdict, cost }): LinePoint[] =>
    verdict !== 'held' || cost?.cpuPerSecond === undefined || cost.messagesPerSecond === undefined
      ? []
      : [{ x: cost.messagesPerSecond, y: cost.cpuPerSecond }],
  );
  if (points.length === 0) return { ok: false, reason: 'the target did not tell its CPU time' };
  const result = fitLine(points);
  if (!result.ok) return { ok: false, reason: `the message rate: ${result.reason}` };
  if (result.line.slope <= 0 || result.line.slopeLow <= 0)
    return { ok: false, reason: 'CPU time did not grow with the messages beyond chance' };
  return result;
}

function cpuEstimates(cpu: LineResult): Pick<CostResult, 'cpuSecondsPerMillion' | 'messagesPerCpuSecond'> {
  if (!cpu.ok) {
    const none = unmeasured(cpu.reason);
    return { cpuSecondsPerMillion: none, messagesPerCpuSecond: none };
  }
  const { slope, slopeLow, slopeHigh, count } = cpu.line;
  return {
    cpuSecondsPerMillion: estimate({ value: slope, low: slopeLow, high: slopeHigh, count }, MILLION),
    messagesPerCpuSecond: {
      measured: true,
      ...{ value: 1 / slope, low: 1 / slopeHigh, high: 1 / slopeLow, count },
    },
  };
}

/**
 * A process keeps the memory of connections that are gone: only trials with more connections than any before them tell what
 * more of them take.
 */
function memoryEstimate(trials: readonly CapacityTrial[]): Estimate {
  let most = -1;
  const points: LinePoint[] = [];
  for (const { cost, connectFailed } of [...trials].sort((a, b) => a.number - b.number)) {
    if (cost?.memoryBytes === undefined || cost.connections === undefined || connectFailed > 0) continue;
    if (cost.connections <= most) continue;
    most = cost.connections;
    points.push({ x: cost.connections, y: cost.memoryBytes });
  }
  if (points.length === 0) return unmeasured('the target did not tell its memory');
  const result = fitLine(points);
  if (!result.ok) return unmeasured(`the number of connections: ${result.reason}`);
  if (result.line.slope <= 0) return unmeasured('memory did not grow with the connections');
  const { slope, slopeLow, slopeHigh, count } = result.line;
  return estimate({ value: slope, low: slopeLow, high: slopeHigh, count }, 1);
}

function estimate(
  {
    value,
    low,
    high,
    count,
  }: { readonly value: number; readonly low: number; readonly high: number } & Pick<Line, 'count'>,
  scale: number,
): Estimate {
  return { measured: true, value: value * scale, low: low * scale, high: high * scale, count };
}

function unmeasured(reason: string): Estimate {
  return { measured: false, reason };
}
