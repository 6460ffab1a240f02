import type { Argv, CommandModule } from 'yargs';
import type { CapacityArguments } from '../capacity/request.ts';
import type { CommandContext } from '../command-context.ts';
import { withLive } from './live-options.ts';
import { withChance, withResults, withTarget } from './shared-options.ts';
import { withExamples, type Example } from './with-examples.ts';

const EXAMPLES: readonly Example[] = [
  [
    'mqtt-bench capacity --target mqtt://localhost --search pairs --to 80 --need devices=80,every=10s',
    'Does it carry 80 devices that send a message each 10 s, and how late do they come?',
  ],
];

/** `mqtt-bench capacity`: the highest load that holds. */
export function capacityCommand(context: CommandContext): CommandModule<object, CapacityArguments> {
  return {
    command: 'capacity [scenario]',
    describe: 'Search for the highest load that holds a scenario’s thresholds; its key capacity may say how',
    builder: (yargs) =>
      withCost(withSearch(withResults(withLive(withTarget(withChance(withExamples(yargs, EXAMPLES)))))))
        .positional('scenario', {
          type: 'string',
          default: 'capacity',
          describe: 'A YAML file, or the name of a scenario that ships',
        })
        .option('quiet', {
          type: 'boolean',
          default: false,
          describe: 'Show no progress',
        }) as unknown as Argv<CapacityArguments>,
    handler: async (given) => {
      const { capacity } = await import('../capacity/capacity-command.ts');
      context.exit(await capacity(given, context));
    },
  };
}

function withSearch<T>(yargs: Argv<T>) {
  return yargs
    .option('search', {
      type: 'string',
      requiresArg: true,
      describe: 'The var of the scenario that is the load: a rate, or a number of clients. Default: rate',
    })
    .option('from', {
      type: 'string',
      requiresArg: true,
      describe: 'Lowest load, where the search begins. Default: begins at the var’s own value',
    })
    .option('to', { type: 'string', requiresArg: true, describe: 'Highest load' })
    .option('precision', {
      type: 'string',
      requiresArg: true,
      describe: 'How far the lowest load that fails may lie above the highest that holds. Default: 5%',
    })
    .option('repeats', {
      type: 'string',
      requiresArg: true,
      describe: 'Trials that decide about each of the two; most have to agree. Default: 3',
    })
    .option('for', {
      type: 'string',
      requiresArg: true,
      describe: 'No new trial after so long. Default: 60min',
    })
    .option('pause', {
      type: 'string',
      requiresArg: true,
      describe: 'Rest of the target between two trials. Default: 500ms',
    })
    .option('need', {
      type: 'string',
      requiresArg: true,
      describe: 'What has to be carried: devices=50000,every=10s,p99=100ms',
    });
}

function withCost<T>(yargs: Argv<T>) {
  return yargs
    .option('target-pid', {
      type: 'string',
      requiresArg: true,
      describe: 'Process of the broker on this machine: its CPU time and memory are read from /proc',
    })
    .option('target-metrics', {
      type: 'string',
      requiresArg: true,
      describe: 'Prometheus endpoint of the broker: CPU time and memory are read from it',
    })
    .option('target-sys', {
      type: 'boolean',
      default: false,
      describe: 'Read memory from the broker’s $SYS topics',
    });
}
