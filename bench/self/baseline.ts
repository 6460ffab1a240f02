/** The recorded baseline, and how it is read. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { BENCH_FOLDER } from '../peers.ts';
import { changesSince, multiplesOf, type Baseline, type Change } from './regression.ts';
import type { SelfFigures } from './self.ts';

const FILE = join(BENCH_FOLDER, 'baseline.json');

/** Says where it went. */
export function recordBaseline(figures: SelfFigures): string {
  const multiples = Object.entries(multiplesOf(figures)).map(([name, value]) => [
    name,
    Number(value.toPrecision(4)),
  ]);
  const baseline: Baseline = {
    recorded: `${new Date().toISOString().slice(0, 10)}, Node.js ${process.version}, ${cpus()[0]?.model.trim() ?? 'unknown CPU'}`,
    calibrationNs: Number(figures.calibrationNs.toPrecision(4)),
    multiples: Object.fromEntries(multiples) as Record<string, number>,
  };
  writeFileSync(FILE, `${JSON.stringify(baseline, undefined, 2)}\n`);
  return `recorded: ${FILE}`;
}

/** `failed` also where there is nothing to compare with. */
export function compareWithBaseline(figures: SelfFigures, limit: number): { text: string; failed: boolean } {
  const none: Baseline = { recorded: '', calibrationNs: figures.calibrationNs, multiples: {} };
  const recorded = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Baseline) : undefined;
  const changes = changesSince(recorded ?? none, figures, limit);
  if (recorded === undefined)
    return { text: `${tableOf(changes, figures)}\nno baseline: npm run bench -- --record\n`, failed: true };
  const regressed = changes.filter((change) => change.regressed).map(({ name }) => name);
  const verdict =
    regressed.length === 0
      ? `no regression beyond ${limit * 100} %`
      : `regressed beyond ${limit * 100} %: ${regressed.join(' · ')}`;
  return { text: `${tableOf(changes, figures)}\n${verdict}\n`, failed: regressed.length > 0 };
}

function tableOf(changes: readonly Change[], { ns }: SelfFigures): string {
  const head = ['self', 'ns CPU', '× calibration', 'baseline', 'change'];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const { name, multiple, baseline, change } of changes) {
    const percent = change === undefined ? 'new' : `${change >= 0 ? '+' : ''}${(change * 100).toFixed(0)} %`;
    table.push([name, (ns[name] ?? 0).toFixed(0), multiple.toFixed(2), baseline?.toFixed(2) ?? '', percent]);
  }
  return table.toString();
}
