import type { Argv, CommandModule } from 'yargs';
import type { CommandContext } from '../command-context.ts';
import { withExamples, type Example } from './with-examples.ts';

interface ValidateArguments {
  readonly scenario: readonly string[];
  readonly var?: readonly string[] | undefined;
  readonly print: boolean;
}

const EXAMPLES: readonly Example[] = [
  ['mqtt-bench validate scenario.yaml', 'All problems of a file, each with its place and a hint'],
  ['mqtt-bench validate fan-in --print', 'A scenario that ships, to copy from'],
];

/** `mqtt-bench validate`: all problems of all files, nothing runs. */
export function validateCommand(context: CommandContext): CommandModule<object, ValidateArguments> {
  return {
    command: 'validate <scenario..>',
    describe: 'Check scenarios without running them',
    builder: (yargs) =>
      withExamples(yargs, EXAMPLES)
        .positional('scenario', {
          type: 'string',
          array: true,
          describe: 'YAML files, or names of scenarios that ship or of the benchmark suite',
        })
        .option('var', {
          type: 'string',
          array: true,
          requiresArg: true,
          describe: 'Set a var of the scenario: --var name=value; may be repeated',
        })
        .option('print', {
          type: 'boolean',
          default: false,
          describe: 'Print the scenarios, also those that are made from a name of the benchmark suite',
        }) as unknown as Argv<ValidateArguments>,
    handler: async (given) => {
      const { validate } = await import('../run/validate-command.ts');
      context.exit(validate(given, context.io));
    },
  };
}
