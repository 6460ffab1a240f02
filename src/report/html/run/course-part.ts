import { formatDurationUs } from '../../../base/units.ts';
import type { FaultResult, RunResult, StepResult } from '../../../results/model.ts';
import { formatCount } from '../../format.ts';
import { html, join } from '../html.ts';
import type { Html } from '../html.ts';
import { badge } from '../marks.ts';
import { dataTable } from '../table.ts';
import type { Column } from '../table.ts';
import { heading } from './context.ts';
import type { RunContext } from './context.ts';
import { faultMark } from './time-chart.ts';
import { courseOf } from './timeline.ts';

const STEPS_SHOWN = 300;
const SPANS_SHOWN = 300;
const LANES_SHOWN = 40;

/** What took place when: the steps of the scenario, and what the test itself broke. */
export function coursePart(context: RunContext): Html | undefined {
  const { steps, faults = [] } = context.run;
  if (steps.length + faults.length === 0) return undefined;
  return join([lanes(context.run), stepTable(context), ...(faults.length > 0 ? [faultTable(context)] : [])]);
}

/** Bars on one line of time, for the eye; the tables say the same. */
function lanes(run: RunResult): Html {
  const { endS } = courseOf(run);
  const place = (fromUs: number, toUs: number): Html => {
    const share = (us: number): number =>
      Math.min(100, Math.max(0, (us / 1_000_000 / Math.max(endS, 1e-6)) * 100));
    const [left, right] = [share(fromUs), share(toUs)];
    return html`style="left:${left.toFixed(2)}%;width:${Math.max(0, right - left).toFixed(2)}%"`;
  };
  const steps = run.steps
    .slice(0, LANES_SHOWN)
    .map(({ label, startedUs, durationUs, status }) =>
      laneOf(label, [html`<i class="${status}" ${place(startedUs, startedUs + durationUs)}></i>`]),
    );
  const faults = (run.faults ?? []).slice(0, LANES_SHOWN).map(({ name, spans }, at) =>
    laneOf(
      `▾${faultMark(at)} ${name}`,
      spans
        .slice(0, SPANS_SHOWN)
        .map(({ fromUs, toUs }) => html`<i class="fault" ${place(fromUs, toUs)}></i>`),
    ),
  );
  return html`<div class="panel lanes" aria-hidden="true">${steps}${faults}</div>`;
}

function laneOf(label: string, bars: readonly Html[]): Html {
  return html`<span>${label}</span><span class="lane">${bars}</span>`;
}

const STEP_COLUMNS: readonly Column[] = [
  { head: 'step', kind: 'text' },
  { head: 'status', kind: 'short' },
  { head: 'took', kind: 'number' },
  { head: 'began', kind: 'number' },
  { head: 'problems', kind: 'text' },
  { head: 'where', kind: 'code' },
];

function stepTable(context: RunContext): Html {
  const { steps } = context.run;
  if (steps.length === 0) return html``;
  const rows = steps.slice(0, STEPS_SHOWN).map((step) => ({
    cells: [
      step.label,
      badge(VERDICTS[step.status], step.status),
      formatDurationUs(step.durationUs),
      formatDurationUs(step.startedUs),
      step.problems.join('; '),
      step.path,
    ],
    ...(step.status !== 'done' && { tone: step.status === 'failed' ? 'bad' : 'doubtful' }),
  }));
  const more = steps.length - rows.length;
  return html`${heading(context, 'Steps')}${dataTable({ caption: 'Steps of the scenario', columns: STEP_COLUMNS, rows })}${more > 0 && html`<p class="note">${formatCount(more)} more steps are in results.json.</p>`}`;
}

const VERDICTS: Readonly<Record<StepResult['status'], string>> = {
  done: 'pass',
  failed: 'fail',
  interrupted: 'inconclusive',
};

const FAULT_COLUMNS: readonly Column[] = [
  { head: 'fault', kind: 'text' },
  { head: 'kind', kind: 'short' },
  { head: 'times', kind: 'number' },
  { head: 'connections', kind: 'number' },
  { head: 'ended', kind: 'number' },
  { head: 'first', kind: 'number' },
  { head: 'last shown', kind: 'number' },
];

/** What the test itself broke. A fault that struck nobody put nothing to the test, and says so. */
function faultTable(context: RunContext): Html {
  const rows = (context.run.faults ?? []).map((fault, at) => {
    const idle = struckNobody(fault);
    return {
      cells: [
        html`▾${faultMark(at)} ${fault.name} ${idle && badge('inconclusive', 'struck nobody')}`,
        fault.kind,
        formatCount(fault.times),
        count(fault.connections),
        count(fault.ended),
        moment(fault.spans[0]?.fromUs),
        moment(fault.spans.at(-1)?.fromUs),
      ],
      ...(idle && { tone: 'doubtful' }),
    };
  });
  return html`${heading(context, 'Faults of this test')}${dataTable({ caption: 'Faults of this test', columns: FAULT_COLUMNS, rows })}`;
}

/** In force on a connection is not enough for a cut: its packet has to come. */
function struckNobody({ kind, times, connections, ended }: FaultResult): boolean {
  return times === 0 || connections === 0 || (kind === 'cut' && ended === 0);
}

function count(value: number | undefined): string {
  return value === undefined ? '–' : formatCount(value);
}

function moment(us: number | undefined): string {
  return us === undefined ? '–' : formatDurationUs(Math.round(us));
}
