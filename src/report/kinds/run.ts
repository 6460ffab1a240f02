import type { Results } from '../../results/model.ts';
import { renderJson } from '../json.ts';
import { oneFile, textFile } from '../report-file.ts';
import type { KindReports } from '../report-file.ts';
import { renderTerminal } from '../terminal.ts';

const screen: KindReports<Results>['screen'] = (results, { color, columns, clauseText }) =>
  renderTerminal(results, { colorLevel: color, width: columns, clauseText });

/** What is made of the results of a run. */
export const RUN_REPORTS: KindReports<Results> = {
  screen,
  files: {
    json: oneFile('results.json', renderJson),
    terminal: textFile(screen),
  },
};
