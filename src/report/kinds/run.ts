import type { Results } from '../../results/model.ts';
import { renderBadge } from '../badge.ts';
import { renderHdrLog } from '../hdr-log.ts';
import { renderRunHtml } from '../html/run-page.ts';
import { renderJson } from '../json.ts';
import { renderJunit } from '../junit.ts';
import { renderMarkdown } from '../markdown.ts';
import { oneFile, textFile } from '../report-file.ts';
import type { KindReports } from '../report-file.ts';
import { renderTerminal } from '../terminal.ts';
import { renderTimelineCsv } from '../timeline-csv.ts';

const screen: KindReports<Results>['screen'] = (results, { color, columns, clauseText }) =>
  renderTerminal(results, { colorLevel: color, width: columns, clauseText });

/** What is made of the results of a run. */
export const RUN_REPORTS: KindReports<Results> = {
  screen,
  files: {
    json: oneFile('results.json', renderJson),
    terminal: textFile(screen),
    md: oneFile('report.md', (results, { clauseText }) => renderMarkdown(results, clauseText)),
    junit: oneFile('junit.xml', (results, { clauseText }) => renderJunit(results, clauseText)),
    csv: oneFile('timeline.csv', renderTimelineCsv),
    hlog: oneFile('latency.hlog', renderHdrLog),
    badge: oneFile('badge.json', renderBadge),
    html: oneFile('report.html', renderRunHtml),
  },
};
