import type { CapacityReport } from '../../results/capacity.ts';
import { renderCapacityJson } from '../capacity/json.ts';
import { renderCapacityMarkdown } from '../capacity/markdown.ts';
import { renderCapacityTerminal } from '../capacity/terminal.ts';
import { renderCapacityHtml } from '../html/capacity-page.ts';
import { oneFile, textFile } from '../report-file.ts';
import type { KindReports } from '../report-file.ts';

const screen: KindReports<CapacityReport>['screen'] = (report, { color, columns }) =>
  renderCapacityTerminal(report, { colorLevel: color, width: columns });

/** What is made of the results of a capacity search. */
export const CAPACITY_REPORTS: KindReports<CapacityReport> = {
  screen,
  files: {
    json: oneFile('capacity.json', renderCapacityJson),
    terminal: textFile(screen),
    html: oneFile('report.html', renderCapacityHtml),
    md: oneFile('report.md', renderCapacityMarkdown),
  },
};
