import type { CapacitySpec, NeedSpec } from '../capacity-spec.ts';
import { object } from '../kinds/collections.ts';
import type { Kind } from '../kinds/kind.ts';
import { duration, share } from '../kinds/quantities.ts';
import { integer, number, text } from '../kinds/scalars.ts';

const LOAD_MAX = 1_000_000_000;
const LOAD_MIN = 0.000_001;
const DAY_US = 86_400_000_000;

const load = number({ min: LOAD_MIN, max: LOAD_MAX });

const need: Kind<NeedSpec> = object<NeedSpec>(
  { what: '`need`' },
  {
    devices: {
      kind: integer({ min: 1, max: 10_000_000_000 }),
      description: 'Devices that are connected at once.',
      required: true,
    },
    every: {
      kind: duration({ min: 1, max: 366 * DAY_US }),
      description: 'Each device sends one message in so long.',
      required: true,
    },
    p99: {
      kind: duration({ min: 1, max: DAY_US }),
      description: '99 of 100 messages have to arrive in so long.',
    },
  },
);

/** How `mqtt-bench capacity` searches; options of the command override it. */
export const capacity: Kind<CapacitySpec> = object<CapacitySpec>(
  { what: '`capacity`' },
  {
    search: {
      kind: text({ lengthMin: 1, lengthMax: 100 }),
      description: 'The var that is the load: a rate, or a number of clients. Default: rate.',
    },
    from: { kind: load, description: "Lowest load, where the search begins. Default: the var's own value." },
    to: { kind: load, description: 'Highest load.' },
    precision: {
      kind: share,
      description: 'How far the lowest load that fails may lie above the highest that holds. Default: 5%.',
    },
    repeats: {
      kind: integer({ min: 1, max: 99 }),
      description: 'Trials that decide about each of the two. Default: 3.',
    },
    for: {
      kind: duration({ min: 1, max: 7 * DAY_US }),
      description: 'No new trial after so long. Default: 60min.',
    },
    pause: {
      kind: duration({ min: 0, max: 3_600_000_000 }),
      description: 'Rest of the target between two trials. Default: 500ms.',
    },
    need: { kind: need, description: 'What has to be carried: held against what is found.' },
  },
);
