import type { CommandModule } from 'yargs';
import type { CommandContext } from '../command-context.ts';
import type { CompareArguments } from '../compare/compare-command.ts';
import { withExamples, type Example } from './with-examples.ts';

const EXAMPLES: readonly Example[] = [
  ['mqtt-bench compare base.json results.json', 'What is other now, metric by metric'],
  [
    "mqtt-bench compare base.json results.json --fail-on 'e2e.latency.p99 > +10%'",
    'A gate: exit code 1 where it is slower by more than that',
  ],
  [
    'mqtt-bench compare --base base.json,base.json --new results.json,results.json',
    'Repeats of both sides show what is noise',
  ],
];

/** `mqtt-bench compare`: results of now against results of before. */
export function compareCommand(context: CommandContext): CommandModule<object, CompareArguments> {
  return {
    command: 'compare [results..]',
    describe: 'Hold results against earlier ones: compare BASE NEW…; --fail-on makes it a gate',
    builder: (yargs) =>
      withExamples(yargs, EXAMPLES)
        .positional('results', {
          type: 'string',
          array: true,
          describe: 'Run directories or files of results: first the base, then one or more new ones',
        })
        .option('base', {
          type: 'string',
          array: true,
          requiresArg: true,
          describe: 'Several runs of before: A,B, a pattern, or a folder of run directories',
        })
        .option('new', { type: 'string', array: true, requiresArg: true, describe: 'Several runs of now' })
        .option('fail-on', {
          type: 'string',
          array: true,
          requiresArg: true,
          describe:
            "What fails: 'e2e.latency.p99 > +10%', 'publish.rate < -5%', verdict, new-failures; may be repeated",
        })
        .option('format', {
          type: 'string',
          requiresArg: true,
          describe: 'What to make: terminal, md, json. Default: terminal; with --out all',
        })
        .option('out', {
          type: 'string',
          requiresArg: true,
          describe: 'Folder to write into; without it one format is printed',
        })
        .option('color', { type: 'boolean', default: true, describe: 'Use colours; --no-color uses none' }),
    handler: async (given) => {
      const { compare } = await import('../compare/compare-command.ts');
      context.exit(compare(given, context));
    },
  };
}
