import type { CommandModule } from 'yargs';
import { REPORT_FORMATS } from '../../report/report-file.ts';
import type { CommandContext } from '../command-context.ts';
import type { ReportArguments } from '../report/report-command.ts';
import { withExamples, type Example } from './with-examples.ts';

const EXAMPLES: readonly Example[] = [
  ['mqtt-bench report results.json', 'The report of a run once more'],
  ['mqtt-bench report results.json --out again', 'All its forms, as files'],
];

/** `mqtt-bench report`: results of any kind shown again, later or on another machine. */
export function reportCommand(context: CommandContext): CommandModule<object, ReportArguments> {
  return {
    command: 'report <results..>',
    describe: 'Show results again, in any form; several of the conformance suite become one matrix',
    builder: (yargs) =>
      withExamples(yargs, EXAMPLES)
        .positional('results', {
          type: 'string',
          array: true,
          demandOption: true,
          describe: 'Run directories or files of results; NAME=PATH names a column of a matrix',
        })
        .option('format', {
          type: 'string',
          requiresArg: true,
          describe: `What to make, separated by commas: ${REPORT_FORMATS.join(', ')}. Default: terminal; with --out all`,
        })
        .option('out', {
          type: 'string',
          requiresArg: true,
          describe: 'Folder to write into; without it one format is printed',
        })
        .option('verbose', { type: 'boolean', default: false, describe: 'Show cases that are well, too' })
        .option('color', { type: 'boolean', default: true, describe: 'Use colours; --no-color uses none' }),
    handler: async (given) => {
      const { report } = await import('../report/report-command.ts');
      context.exit(report(given, context));
    },
  };
}
