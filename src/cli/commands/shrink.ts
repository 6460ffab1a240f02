import type { Argv, CommandModule } from 'yargs';
import type { CommandContext } from '../command-context.ts';
import type { ShrinkArguments } from '../shrink/request.ts';
import { withChance, withTarget } from './shared-options.ts';
import { withExamples, type Example } from './with-examples.ts';

const EXAMPLES: readonly Example[] = [
  [
    'mqtt-bench shrink qos2 --target mqtt://localhost:1883',
    'As few clients, steps and messages as still show what is wrong',
  ],
  [
    'mqtt-bench shrink qos2 --target mqtt://localhost:1883 --invariant q2-2 --write small.yaml',
    'One invariant, into a file of that name',
  ],
];

/** `mqtt-bench shrink`: a failing scenario made small. */
export function shrinkCommand(context: CommandContext): CommandModule<object, ShrinkArguments> {
  return {
    command: 'shrink <scenario>',
    describe: 'Make a failing scenario smaller while the same invariant fails',
    builder: (yargs) =>
      withBudget(
        withTarget(
          withChance(withExamples(yargs, EXAMPLES)).positional('scenario', {
            type: 'string',
            demandOption: true,
            describe: 'A YAML file, or the name of a scenario that ships',
          }),
        ),
      ),
    handler: async (given) => {
      const { shrink } = await import('../shrink/shrink-command.ts');
      context.exit(await shrink(given, context));
    },
  };
}

function withBudget<T>(yargs: Argv<T>) {
  return yargs
    .option('invariant', {
      type: 'string',
      requiresArg: true,
      describe: 'What has to go on failing, e.g. Q2-2. Default: the first that fails',
    })
    .option('tries', { type: 'string', default: '200', requiresArg: true, describe: 'Runs at most' })
    .option('for', {
      type: 'string',
      default: '10min',
      requiresArg: true,
      describe: 'No new run after so long',
    })
    .option('confirm', {
      type: 'string',
      default: '2',
      requiresArg: true,
      describe: 'A smaller scenario is taken when it fails so often in a row',
    })
    .option('replays', {
      type: 'string',
      default: '5',
      requiresArg: true,
      describe: 'Runs of the smallest one in the end, to tell how often it fails',
    })
    .option('write', {
      type: 'string',
      requiresArg: true,
      describe: 'File for the smallest scenario. Default: <name>.shrunk.yaml',
    })
    .option('quiet', { type: 'boolean', default: false, describe: 'Show no progress' });
}
