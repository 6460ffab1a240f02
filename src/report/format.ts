import { formatBytes, formatDurationUs } from '../base/units.ts';
import type { HealthItemResult, MetricUnit } from '../results/model.ts';

/** `12,345`. */
export function formatCount(count: number): string {
  const whole = String(Math.round(Math.abs(count)));
  return `${count < 0 ? '-' : ''}${whole.replace(/\B(?=(?:\d{3})+$)/gu, ',')}`;
}

/** `2,000/s`, `0.25/s`: a fraction is only shown where it says something. */
export function formatRate(perSecond: number): string {
  if (perSecond >= 100) return `${formatCount(perSecond)}/s`;
  return `${Number(perSecond.toPrecision(3))}/s`;
}

/** `99.8 %`; never `100 %` for less than all. */
export function formatShare(share: number): string {
  const percent = share * 100;
  const rounded =
    percent < 100 ? Math.min(99.9, Math.round(percent * 10) / 10) : Math.round(percent * 10) / 10;
  return `${rounded} %`;
}

/** `1 message`, `2,000 messages`: units are given in the plural. */
export function formatAmount(count: number, plural: string): string {
  return `${formatCount(count)} ${count === 1 ? plural.replace(/s$/u, '') : plural}`;
}

export function formatMetric(value: number, unit: MetricUnit): string {
  switch (unit) {
    case 'µs':
      return formatDurationUs(value);
    case '1/s':
      return formatRate(value);
    case 'count':
      return Number.isInteger(value) ? formatCount(value) : String(Number(value.toPrecision(6)));
  }
}

export function formatHealth(value: number, unit: HealthItemResult['unit']): string {
  switch (unit) {
    case 'µs':
      return formatDurationUs(value);
    case '%':
      return `${Math.round(value)} %`;
    case 'count':
      return formatCount(value);
    case 'bytes':
      return formatBytes(value);
  }
}
