/** Badges as the endpoint of shields.io reads them: a file on any server is a badge in a README. */
import type { ConformanceReport } from '../results/conformance.ts';
import { countVerdicts } from '../results/conformance.ts';
import type { Results, Verdict } from '../results/model.ts';
import { printable } from './printable.ts';

const CHARS_MAX = 60;

const COLORS: Readonly<Record<Verdict, string>> = {
  pass: 'brightgreen',
  fail: 'red',
  inconclusive: 'yellow',
  skipped: 'lightgrey',
};

export function renderBadge({ verdict, scenario, runs }: Results): string {
  const failed = runs.flatMap(({ check, thresholds, expectations }) => [
    ...check.invariants.filter((one) => one.verdict === 'fail').map(({ id }) => id),
    ...(thresholds.some((one) => one.verdict === 'fail') ? ['thresholds'] : []),
    ...(expectations.some((one) => one.verdict === 'fail') ? ['expectations'] : []),
  ]);
  return badge(scenario.name, verdict, [...new Set(failed)].join(', '));
}

export function renderConformanceBadge({ verdict, versions }: ConformanceReport): string {
  const ran = versions.filter(({ unsupported }) => unsupported === undefined);
  const counts = countVerdicts(ran.flatMap(({ cases }) => cases));
  const broken = counts.fail + counts['unexpected-pass'] + (verdict === 'fail' ? counts.warn : 0);
  const known = counts['expected-failure'];
  const passed = `${counts.pass} cases${known === 0 ? '' : `, ${known} known failures`}`;
  const said = { pass: passed, fail: `${broken} cases`, inconclusive: '' }[verdict];
  const label = `MQTT ${ran.map(({ version }) => version).join(' and ')}`.trim();
  return badge(`${label} conformance`, verdict, said, known > 0 ? 'green' : undefined);
}

function badge(label: string, verdict: Verdict, said: string, passColor?: string): string {
  const message = said === '' ? verdict : `${verdict}: ${said}`;
  const color = verdict === 'pass' ? (passColor ?? COLORS.pass) : COLORS[verdict];
  const fields = { schemaVersion: 1, label: short(label), message: short(message), color };
  return `${JSON.stringify(fields, null, 2)}\n`;
}

function short(text: string): string {
  const shown = printable(text);
  return shown.length > CHARS_MAX ? `${shown.slice(0, CHARS_MAX - 1)}…` : shown;
}
