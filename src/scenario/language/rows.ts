import { object } from '../kinds/collections.ts';
import { mapped, type Kind } from '../kinds/kind.ts';
import { boolean, text } from '../kinds/scalars.ts';
import type { RowsSpec } from '../types.ts';

type RowsFile = Omit<RowsSpec, 'table'>;

const file = text({ expects: 'a CSV file', numbers: false, lengthMin: 1 });

/** Where the rows of a group come from. */
export const rows: Kind<RowsSpec> = object<RowsFile>(
  { what: '`rows`', short: mapped(file, (path): RowsFile => ({ file: path, reuse: false })) },
  {
    file: { kind: file, description: 'A CSV file with a header line.', required: true },
    reuse: {
      kind: boolean,
      description: 'Start over with the first row where there are more clients than rows.',
      fallback: false,
    },
  },
);
