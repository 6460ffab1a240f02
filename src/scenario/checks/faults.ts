import type { Reader } from '../reader.ts';
import type { FaultSpec, FaultStepSpec, Group, Step } from '../types.ts';
import { allSteps, groupsOf } from './walk.ts';

/** Faults that make no sense as they are put: when, how long, and for whom. */
export function checkFaults(
  {
    faults,
    groups,
    steps,
  }: { faults: readonly FaultSpec[]; groups: readonly Group[]; steps: readonly Step[] },
  reader: Reader,
): void {
  for (const fault of faults) checkSchedule(fault, reader);
  const names = new Set(faults.map(({ name, kind }) => name ?? kind));
  const inline = allSteps(steps).flatMap((step) => (step.kind === 'fault' ? [step.spec] : []));
  for (const { start } of inline) if (start !== undefined) names.add(start.name ?? start.kind);
  for (const step of inline) checkStep(step, names, reader);
  for (const fault of faults) checkReconnect(fault, groups, reader);
}

const INSTANT = ['reset', 'fin'];
/** What ends connections, or makes clients end them. */
const ENDING = ['reset', 'fin', 'half-open', 'cut', 'random', 'partition'];

function checkSchedule(fault: FaultSpec, reader: Reader): void {
  const { kind, at, every } = fault;
  const lasts = fault.for;
  if (INSTANT.includes(kind) && lasts !== undefined)
    reader.report(
      'conflicting-keys',
      reader.keySpanOf(fault, 'for'),
      `\`${kind}\` is over at once: it has no \`for\``,
    );
  if (INSTANT.includes(kind) && at === undefined && every === undefined)
    reader.report('missing-key', reader.startOf(fault), `\`${kind}\` needs \`at\` or \`every\``, 'at: 5s');
  if (INSTANT.includes(kind) || kind === 'random' || every === undefined) return;
  if (lasts === undefined)
    reader.report(
      'missing-key',
      reader.keySpanOf(fault, 'every'),
      `\`every\` needs \`for\`: how long it lasts`,
    );
  else if (lasts >= every)
    reader.report('out-of-range', reader.spanOf(fault, 'for'), '`for` must be shorter than `every`');
}

function checkStep({ start, stop }: FaultStepSpec, names: ReadonlySet<string>, reader: Reader): void {
  if (start !== undefined) {
    for (const key of ['at', 'every'] as const)
      if (start[key] !== undefined)
        reader.report(
          'conflicting-keys',
          reader.keySpanOf(start, key),
          `a step is now: \`${key}\` belongs under \`faults\``,
        );
    if (INSTANT.includes(start.kind) && start.for !== undefined)
      reader.report('conflicting-keys', reader.keySpanOf(start, 'for'), `\`${start.kind}\` is over at once`);
  }
  if (stop === undefined || stop === 'all') return;
  const unknown = stop.find((name) => !names.has(name));
  if (unknown !== undefined)
    reader.report(
      'bad-value',
      reader.startOf(stop),
      `there is no fault \`${unknown}\` to stop`,
      `faults: ${[...names].join(', ')}`,
    );
}

/** A client that loses its connection for good proves nothing any more; after a step, `resume` may bring it back. */
function checkReconnect(fault: FaultSpec, groups: readonly Group[], reader: Reader): void {
  if (!ENDING.includes(fault.kind)) return;
  const gone = groupsOf(fault, groups).find(({ reconnect }) => reconnect?.enabled !== true);
  if (gone === undefined) return;
  reader.report(
    'never-connected',
    reader.startOf(fault),
    `\`${fault.kind}\` ends connections of \`${gone.name}\`, which does not come back`,
    `say \`reconnect: true\` of \`${gone.name}\``,
  );
}
