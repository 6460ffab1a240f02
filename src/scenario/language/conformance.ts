import { list, object, oneOrMany } from '../kinds/collections.ts';
import { mapped, type Kind } from '../kinds/kind.ts';
import { PACKET_SIZE_MAX } from '../../protocol/constants.ts';
import { duration, size } from '../kinds/quantities.ts';
import { boolean, integer, oneOf, text } from '../kinds/scalars.ts';
import type { ConformanceLevel, ConformanceSpec } from '../conformance-spec.ts';

/** Those of the command `conformance`. */
const USUAL: ConformanceSpec = {
  answer: 5_000_000,
  concurrency: 32,
  largestPacket: 1024 * 1024,
  strict: false,
};
const LIST_MAX = 1_000;

const words = (what: string): Kind<readonly string[]> =>
  oneOrMany(text({ lengthMin: 1, lengthMax: 200 }), { max: LIST_MAX, what });

const level: Kind<ConformanceLevel> = oneOf('MUST', 'SHOULD', 'MAY');

/** The conformance suite as a scenario: `all`, or which part of it. */
export const conformance: Kind<ConformanceSpec> = object<ConformanceSpec>(
  { what: '`conformance`', short: mapped(oneOf('all'), () => USUAL) },
  {
    cases: {
      kind: words('ids'),
      description:
        'Ids of cases or statements, with * for any: 5:3.1.2-24, 3.3.1-*. They also run where they wait for long.',
    },
    sections: {
      kind: words('sections'),
      description: 'Sections of the specification, in quotes: "3.1" stands for 3.1.2 and 3.1.3 as well.',
    },
    levels: {
      kind: list(level, { max: 3, what: 'levels' }),
      description: 'Cases of these levels only: MUST, SHOULD, MAY.',
    },
    features: {
      kind: words('words'),
      description: 'Words of which each occurs in title or id: shared, will.',
    },
    answer: {
      kind: duration({ min: 1_000, max: 120_000_000 }),
      description: 'How long an answer of the target may take.',
      fallback: USUAL.answer,
    },
    concurrency: {
      kind: integer({ min: 1, max: 1_000 }),
      description: 'How many cases run at once; 1 for a target that only copes with one thing at a time.',
      fallback: USUAL.concurrency,
    },
    limits: {
      kind: boolean,
      description: 'True: limits of the target are searched for; without a word, with the whole suite.',
    },
    largestPacket: {
      kind: size({ min: 1_024, max: PACKET_SIZE_MAX }),
      description: 'The largest packet that the search for limits sends.',
      fallback: USUAL.largestPacket,
    },
    strict: { kind: boolean, description: 'A broken SHOULD fails as well.', fallback: USUAL.strict },
  },
);
