import type { Matrix } from '../../results/matrix.ts';
import { renderMatrixHtml } from '../html/matrix-page.ts';
import { renderMatrixCsv } from '../matrix/csv.ts';
import { renderMatrixMarkdown } from '../matrix/markdown.ts';
import { renderMatrix } from '../matrix/terminal.ts';
import { oneFile, textFile } from '../report-file.ts';
import type { KindReports } from '../report-file.ts';

const screen: KindReports<Matrix>['screen'] = (matrix, { color, columns, verbose }) =>
  renderMatrix(matrix, { color, columns, verbose });

/** What is made of several results of the suite beside each other. */
export const MATRIX_REPORTS: KindReports<Matrix> = {
  screen,
  files: {
    json: oneFile('matrix.json', (matrix) => `${JSON.stringify(matrix, null, 2)}\n`),
    terminal: textFile(screen),
    md: oneFile('report.md', renderMatrixMarkdown),
    html: oneFile('report.html', renderMatrixHtml),
    csv: oneFile('matrix.csv', renderMatrixCsv),
  },
};
