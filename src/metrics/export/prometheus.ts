/** Metric families in the text format of Prometheus, version 0.0.4. A function of its arguments. */
import { BOUNDS_US, type LiveHistogram } from './live-run.ts';
import type { Family, Point } from './families.ts';

export const PROMETHEUS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const UNIT_SUFFIXES: Readonly<Record<string, string>> = { s: '_seconds', By: '_bytes' };
const MICROSECONDS = 1_000_000;

export function renderPrometheus(families: readonly Family[]): string {
  return families.map((family) => `${linesOf(family).join('\n')}\n`).join('');
}

function linesOf(family: Family): string[] {
  const name = nameOf(family);
  const head = [`# HELP ${name} ${escapeHelp(family.help)}`, `# TYPE ${name} ${family.kind}`];
  const points =
    family.kind === 'histogram'
      ? family.points.flatMap((point) => histogramLines(name, point))
      : family.points.map(({ labels, value }) => line(name, labels, value));
  return [...head, ...points];
}

function nameOf({ name, unit, kind }: Family): string {
  const base = `mqtt_bench_${name.replaceAll('.', '_')}${UNIT_SUFFIXES[unit] ?? ''}`;
  return kind === 'counter' ? `${base}_total` : base;
}

function histogramLines(name: string, { labels, value }: Point<LiveHistogram>): string[] {
  const buckets = BOUNDS_US.map((bound, at) =>
    line(`${name}_bucket`, { ...labels, le: String(bound / MICROSECONDS) }, value.upTo[at] ?? 0),
  );
  return [
    ...buckets,
    line(`${name}_bucket`, { ...labels, le: '+Inf' }, value.count),
    line(`${name}_sum`, labels, value.sumUs / MICROSECONDS),
    line(`${name}_count`, labels, value.count),
  ];
}

function line(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
  return `${name}{${pairs.join(',')}} ${value}`;
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', String.raw`\"`);
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', String.raw`\\`).replaceAll('\n', String.raw`\n`);
}
