import { formatDurationUs } from '../../base/units.ts';
import type { FaultResult, RunResult } from '../../results/model.ts';
import { formatCount } from '../format.ts';
import type { SectionContext } from './context.ts';
import { columns, indent, wrap } from './layout.ts';
import { sign } from './paint.ts';

const HEADS = ['', 'times', 'connections', 'ended', 'first', 'last'];
const ABSENT = '–';

/** What the test itself broke, how often, and when. A fault that struck nobody put nothing to the test, and is named. */
export function faultSection({ faults = [] }: RunResult, { paint, width }: SectionContext): string[] {
  if (faults.length === 0) return [];
  const idle = [...new Set(faults.filter(struckNobody).map(({ name }) => name))];
  const rows = [HEADS.map((head) => paint.dim(head)), ...faults.map(rowOf)];
  const note = wrap(`struck nobody: ${idle.join(', ')}`, width - 5).map((line, at) =>
    at === 0 ? `  ${sign('inconclusive', paint)}  ${line}` : `     ${line}`,
  );
  return [
    paint.heading('Faults of this test'),
    ...indent(columns(rows, ['left', 'right', 'right', 'right', 'right', 'right'])),
    ...(idle.length === 0 ? [] : note),
  ];
}

function rowOf(fault: FaultResult): string[] {
  const { name, kind, times, connections, ended, spans } = fault;
  const [first, last] = [spans[0], spans.at(-1)];
  const count = (value: number | undefined): string => (value === undefined ? ABSENT : formatCount(value));
  return [
    name === kind ? name : `${name} (${kind})`,
    count(times),
    count(connections),
    count(ended),
    first === undefined ? ABSENT : formatDurationUs(Math.round(first.fromUs)),
    last === undefined ? ABSENT : formatDurationUs(Math.round(last.toUs)),
  ];
}

/** In force on a connection is not enough for a cut: its packet has to come. */
function struckNobody({ kind, connections, ended }: FaultResult): boolean {
  return connections === 0 || (kind === 'cut' && ended === 0);
}
