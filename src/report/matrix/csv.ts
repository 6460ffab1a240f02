import type { Matrix } from '../../results/matrix.ts';
import { renderCsv } from '../csv.ts';
import { printable } from '../printable.ts';

/** `matrix.csv`: a row for each statement and broker, so that any table can be made of it. */
export function renderMatrixCsv({ versions }: Matrix): string {
  const rows = versions.flatMap(({ version, columns, rows: statements }) =>
    statements.flatMap(({ statement, level, cells }) =>
      columns.map(({ name, target }, index) =>
        [version, statement, level, name, target, cells[index] ?? 'absent'].map(printable),
      ),
    ),
  );
  return renderCsv(['version', 'statement', 'level', 'broker', 'target', 'verdict'], rows);
}
