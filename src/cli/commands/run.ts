import type { Argv, CommandModule } from 'yargs';
import type { CommandContext } from '../command-context.ts';
import type { RunArguments } from '../run/request.ts';
import { withLive } from './live-options.ts';
import { withChance, withResults, withTarget } from './shared-options.ts';
import { withExamples, type Example } from './with-examples.ts';

const EXAMPLES: readonly Example[] = [
  ['mqtt-bench run qos2', 'A scenario that ships, on the embedded broker'],
  [
    'mqtt-bench run qos1 --target mqtt://localhost:1883 --var pairs=100 --var rate=5',
    'On a broker of yours, larger',
  ],
  ['mqtt-bench run scenario.yaml --profile target.yaml', 'What mqtt-bench init has written'],
  [
    'mqtt-bench run p2p-100-100-100-100 --var hold=10s --protocol 5.0',
    'The open MQTT benchmark suite, any size',
  ],
  [
    'mqtt-bench run soak --target mqtt://localhost:1883 --prometheus 9464',
    'Figures for Prometheus while it runs',
  ],
  ['mqtt-bench run scenario.yaml --dry-run', 'Only show what would be done'],
];

/** `mqtt-bench run`: what it does is loaded when it is wanted, so that help stays quick. */
export function runCommand(context: CommandContext): CommandModule<object, RunArguments> {
  return {
    command: 'run <scenario..>',
    describe: 'Run scenarios and judge every message',
    builder: (yargs) =>
      withExamples(withOutput(withTarget(withScenario(yargs))), EXAMPLES) as unknown as Argv<RunArguments>,
    handler: async (given) => {
      const { run } = await import('../run/run-command.ts');
      context.exit(await run(given, context));
    },
  };
}

function withScenario<T>(yargs: Argv<T>) {
  return withChance(yargs)
    .positional('scenario', {
      type: 'string',
      array: true,
      describe:
        'A YAML file, or the name of a scenario that ships (qos2) or of the benchmark suite (p2p-100-100-100-100)',
    })
    .option('dry-run', { type: 'boolean', default: false, describe: 'Show the plan and run nothing' });
}

function withOutput<T>(yargs: Argv<T>) {
  return withResults(withLive(yargs)).option('quiet', {
    type: 'boolean',
    default: false,
    describe: 'Show no progress',
  });
}
