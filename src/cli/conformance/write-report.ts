import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderConformanceJson } from '../../report/conformance/json.ts';
import { renderConformanceJunit } from '../../report/conformance/junit.ts';
import { renderConformanceMarkdown } from '../../report/conformance/markdown.ts';
import { renderPcapng } from '../../report/conformance/pcapng.ts';
import { renderConformance } from '../../report/conformance/terminal.ts';
import type { ConformanceReport } from '../../results/conformance.ts';
import { createRunDirectory, directoryName, writeRunFile } from '../run/run-directory.ts';

const FILE_COLUMNS = 100;

/** Every form of the report, and the packets of each failure, in a directory of their own; its path. */
export function writeConformanceReport(out: string, report: ConformanceReport, verbose: boolean): string {
  const directory = createRunDirectory(out, 'conformance', report.startedAt);
  writeRunFile(directory, 'conformance.json', renderConformanceJson(report));
  writeRunFile(directory, 'junit.xml', renderConformanceJunit(report));
  writeRunFile(directory, 'report.md', renderConformanceMarkdown(report));
  writeRunFile(
    directory,
    'report.txt',
    renderConformance(report, { columns: FILE_COLUMNS, color: 0, verbose }),
  );
  for (const { id, verdict, packets } of report.versions.flatMap(({ cases }) => cases)) {
    if (verdict !== 'fail' && verdict !== 'unexpected-pass') continue;
    writeFileSync(join(directory, `${directoryName(id)}.pcapng`), renderPcapng(packets));
  }
  return directory;
}
