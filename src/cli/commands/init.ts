import type { CommandModule } from 'yargs';
import type { CommandContext } from '../command-context.ts';
import type { InitArguments } from '../init/request.ts';
import { SCENARIO_KINDS } from '../init/scenario-kinds.ts';
import { withProtocol } from './shared-options.ts';
import { withExamples, type Example } from './with-examples.ts';

const EXAMPLES: readonly Example[] = [
  ['mqtt-bench init --yes', 'Delivery between pairs of clients, on the embedded broker'],
  ['mqtt-bench init tests/mqtt --scenario telemetry --protocol 5.0 --yes', 'Another load, in a folder'],
  [
    'mqtt-bench init --target mqtts://broker.example:8883 --credentials --yes',
    'Your broker; no secret is written into the files',
  ],
];

/** `mqtt-bench init`: a scenario and a profile of the target to begin with. */
export function initCommand(context: CommandContext): CommandModule<object, InitArguments> {
  return {
    command: 'init [folder]',
    describe: 'Write a scenario and a profile of your broker to begin with; asks what is not said',
    builder: (yargs) =>
      withProtocol(withExamples(yargs, EXAMPLES))
        .positional('folder', {
          type: 'string',
          default: '.',
          describe: 'Where to; it is made if it is not there. No file is ever overwritten',
        })
        .option('scenario', {
          type: 'string',
          choices: SCENARIO_KINDS.map(({ name }) => name),
          requiresArg: true,
          describe: `What to test: ${SCENARIO_KINDS.map(({ name, title }) => `${name} (${title})`).join(', ')}`,
        })
        .option('target', {
          type: 'string',
          requiresArg: true,
          describe:
            'URL of your broker (mqtt mqtts ws wss unix). Without one the scenario runs on the embedded broker',
        })
        .option('credentials', {
          type: 'boolean',
          describe:
            'The broker wants user name and password: the profile reads them from MQTT_BENCH_USERNAME and MQTT_BENCH_PASSWORD',
        })
        .option('yes', {
          type: 'boolean',
          default: false,
          describe: 'Ask nothing: what no option says is as in the first example',
        }),
    handler: async (given) => {
      const { init } = await import('../init/init-command.ts');
      context.exit(await init(given, context.io));
    },
  };
}
