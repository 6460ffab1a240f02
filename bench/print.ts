/** Tables of the figures. */
import Table from 'cli-table3';
import type { Comparison, Entry, GoalOutcome } from './comparison.ts';
import type { Spread } from './statistics.ts';

export function printComparison({ workload, title, unit, entries, goals }: Comparison): string {
  const load = unit === 'µs CPU/message';
  const digits = load ? 2 : 0;
  const head = load
    ? [
        '',
        unit,
        'min … max',
        'messages a CPU-second',
        'messages/s',
        'whole process',
        'mqtt-bench ÷ it',
        'min … max',
      ]
    : ['', unit, 'min … max', 'mqtt-bench ÷ it', 'min … max'];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const entry of entries) table.push(row(entry, load, digits));
  return [`${workload}: ${title}`, table.toString(), ...goals.map((one) => `  ${printGoal(one)}`), ''].join(
    '\n',
  );
}

function row(entry: Entry, load: boolean, digits: number): string[] {
  const { name, figure, whole, messagesPerSecond, ratio, word } = entry;
  if (figure === undefined) return [name, word ?? 'no figure'];
  const loads = load
    ? [
        thousands(1_000_000 / figure.median),
        thousands(messagesPerSecond?.median ?? 0),
        (whole?.median ?? 0).toFixed(2),
      ]
    : [];
  return [name, figure.median.toFixed(digits), range(figure, digits), ...loads, ...ratioCells(ratio)];
}

function ratioCells(ratio: Spread | undefined): string[] {
  return ratio === undefined ? ['', ''] : [ratio.median.toFixed(2), range(ratio, 2)];
}

function printGoal({ goal, measured, met }: GoalOutcome): string {
  const sign = met ? '✓' : '✗';
  switch (goal.kind) {
    case 'ratio':
      return `${sign} ${measured.toFixed(2)} × ${goal.peer}, goal: at most ${goal.atMost}`;
    case 'rate':
      return `${sign} ${thousands(measured)} messages a CPU-second, goal: at least ${thousands(goal.messagesPerCpuSecond)}`;
    case 'bytes':
      return `${sign} ${thousands(measured)} bytes a connection, goal: at most ${thousands(goal.atMost)}`;
  }
}

function range({ min, max }: Spread, digits: number): string {
  return `${min.toFixed(digits)} … ${max.toFixed(digits)}`;
}

function thousands(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
