/** E1: our own side of the evidence. If it is not whole, nothing is proved against the broker. */
import type { RunView } from '../judge/run-view.ts';
import type { Tally } from '../judge/tally.ts';
import type { Invariant } from './invariant.ts';

export const evidence: Invariant = {
  id: 'E1',
  title: 'evidence is whole',
  unit: 'threads',
  promise: 'mqtt-bench keeps to the protocol itself and records everything.',
  clauses: { 4: [], 5: [] },
  aboutDelivery: false,
  judgeRun: judgeEvidence,
};

function judgeEvidence(run: RunView, tally: Tally): void {
  tally.exercise(run.parts.length);
  warnOfUnstamped(run, tally);
  for (const [count, summary, actual] of gapsOf(run)) {
    if (count === 0) continue;
    tally.add('inconclusive', count, () => ({
      clauses: [],
      summary,
      expected: evidence.promise,
      actual,
      witness: [],
    }));
  }
}

/** Asked for by the scenario, so no gap; but whoever reads the verdict must know what it does not cover. */
function warnOfUnstamped(run: RunView, tally: Tally): void {
  const flows = run.context.catalog.unstampedFlowCount ?? 0;
  if (flows === 0) return;
  tally.add('warning', flows, () => ({
    clauses: [],
    summary: 'Messages without a stamp were published: nothing about them is judged.',
    expected: 'Every message bears a stamp.',
    actual: `${flows} flows with \`stamp: none\``,
    witness: [],
  }));
}

type Gap = readonly [count: number, summary: string, actual: string];

function gapsOf(run: RunView): Gap[] {
  const sum = (of: (part: RunView['parts'][number]) => number): number =>
    run.parts.reduce((total, part) => total + of(part), 0);
  const unrecorded = sum((part) => part.deliveries.unrecorded);
  const homeless = sum((part) => part.homeless);
  return [
    ...ownFaults(run),
    ...run.parts.flatMap(({ crash }): Gap[] =>
      crash === undefined ? [] : [[1, 'The recording for the checkers failed.', crash]],
    ),
    ...(run.context.incomplete ?? []).map((reason): Gap => [1, 'A part of the history is missing.', reason]),
    [
      unrecorded,
      'More deliveries came out of order or with gaps than there is room for.',
      `${unrecorded} deliveries`,
    ],
    [
      sum((part) => part.replays.omitted),
      'There were more replays of retained messages than there is room for.',
      `${sum((part) => part.replays.omitted)} replays`,
    ],
    [
      sum((part) => part.wills.omitted),
      'There were more Wills than there is room for.',
      `${sum((part) => part.wills.omitted)} Wills and arrivals`,
    ],
    [homeless, 'Deliveries came on connections that were not established.', `${homeless} deliveries`],
    [
      run.contested.length,
      'Two threads claim to have published the same flow.',
      `flows ${run.contested.slice(0, 5).join(', ')}`,
    ],
  ];
}

function ownFaults(run: RunView): Gap[] {
  const faults = run.parts.flatMap((part) => part.ownFaults);
  const omitted = run.parts.reduce((total, part) => total + part.ownFaultsOmitted, 0);
  const gaps = faults.map(({ client, message }): Gap => [
    1,
    'Our own client broke a rule or could not do its work.',
    `${run.clientName(client)}: ${message}`,
  ]);
  return [...gaps, [omitted, 'Our own clients broke rules, more often than is listed.', `${omitted} more`]];
}
