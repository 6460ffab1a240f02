import type { ConformanceReport } from '../../results/conformance.ts';
import { renderConformanceBadge } from '../badge.ts';
import { renderConformanceCsv } from '../conformance/csv.ts';
import { renderConformanceJson } from '../conformance/json.ts';
import { renderConformanceJunit } from '../conformance/junit.ts';
import { renderConformanceMarkdown } from '../conformance/markdown.ts';
import { renderPcapng } from '../conformance/pcapng.ts';
import { renderConformance } from '../conformance/terminal.ts';
import { renderConformanceHtml } from '../html/conformance-page.ts';
import { oneFile, textFile } from '../report-file.ts';
import type { KindReports, Renderer } from '../report-file.ts';

/** A capture for each case that failed. */
const captures: Renderer<ConformanceReport> = ({ versions }) =>
  versions
    .flatMap(({ cases }) => cases)
    .filter(({ verdict }) => verdict === 'fail' || verdict === 'unexpected-pass')
    .map(({ id, packets }) => ({ name: `witness/${plainName(id)}.pcapng`, content: renderPcapng(packets) }));

const screen: KindReports<ConformanceReport>['screen'] = (report, { color, columns, verbose }) =>
  renderConformance(report, { columns, color, verbose });

/** What is made of the results of the conformance suite. */
export const CONFORMANCE_REPORTS: KindReports<ConformanceReport> = {
  screen,
  files: {
    json: oneFile('conformance.json', renderConformanceJson),
    terminal: textFile(screen),
    html: oneFile('report.html', renderConformanceHtml),
    md: oneFile('report.md', renderConformanceMarkdown),
    junit: oneFile('junit.xml', renderConformanceJunit),
    csv: oneFile('cases.csv', renderConformanceCsv),
    badge: oneFile('badge.json', renderConformanceBadge),
    pcap: captures,
  },
};

const NAME_CHARS_MAX = 80;

/** An id as one plain file name. */
function plainName(id: string): string {
  const plain = id.replace(/[^\w.-]+/gu, '-').slice(0, NAME_CHARS_MAX);
  return /^\.*$/u.test(plain) ? 'case' : plain;
}
