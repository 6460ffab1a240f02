import type { Comparison } from '../../results/comparison.ts';
import { renderComparisonMarkdown } from '../comparison/markdown.ts';
import { renderComparison } from '../comparison/terminal.ts';
import { oneFile, textFile } from '../report-file.ts';
import type { KindReports } from '../report-file.ts';

const screen: KindReports<Comparison>['screen'] = (comparison, { color, columns }) =>
  renderComparison(comparison, { color, columns });

/** What is made of a comparison. */
export const COMPARISON_REPORTS: KindReports<Comparison> = {
  screen,
  files: {
    json: oneFile('comparison.json', (comparison) => `${JSON.stringify(comparison, null, 2)}\n`),
    terminal: textFile(screen),
    md: oneFile('report.md', renderComparisonMarkdown),
  },
};
