import type { Argv, CommandModule } from 'yargs';
import type { CommandContext } from '../command-context.ts';
import type { RunArguments } from '../run/request.ts';

/** `mqtt-bench run`: what it does is loaded when it is wanted, so that help stays quick. */
export function runCommand(context: CommandContext): CommandModule<object, RunArguments> {
  return {
    command: 'run <scenario..>',
    describe: 'Run scenarios and judge every message',
    builder: (yargs) => withOutput(withTarget(withScenario(yargs))) as unknown as Argv<RunArguments>,
    handler: async (given) => {
      const { run } = await import('../run/run-command.ts');
      context.exit(await run(given, context));
    },
  };
}

function withScenario<T>(yargs: Argv<T>) {
  return yargs
    .positional('scenario', {
      type: 'string',
      array: true,
      describe:
        'A YAML file, or the name of a scenario that ships (qos2) or of the benchmark suite (p2p-100-100-100-100)',
    })
    .option('protocol', {
      type: 'string',
      choices: ['3.1.1', '5.0'],
      requiresArg: true,
      describe: 'Run with this version only',
    })
    .option('var', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Set a var of the scenario: --var name=value; may be repeated',
    })
    .option('seed', { type: 'string', requiresArg: true, describe: 'Repeat the chance of an earlier run' })
    .option('threads', {
      type: 'string',
      requiresArg: true,
      describe: 'Threads that share the clients; default 1',
    })
    .option('dry-run', { type: 'boolean', default: false, describe: 'Show the plan and run nothing' });
}

function withTarget<T>(yargs: Argv<T>) {
  return yargs
    .option('target', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe:
        'URL of the broker (mqtt mqtts ws wss unix); repeated for the nodes of a cluster. Default: embedded',
    })
    .option('username', { type: 'string', requiresArg: true, describe: 'User name for the target' })
    .option('password', {
      type: 'string',
      requiresArg: true,
      describe: 'Password for the target; MQTT_BENCH_PASSWORD does not show in process lists',
    })
    .option('ca', {
      type: 'string',
      requiresArg: true,
      describe: 'File of trusted certificate authorities (PEM)',
    })
    .option('cert', { type: 'string', requiresArg: true, describe: 'File of the client certificate (PEM)' })
    .option('key', { type: 'string', requiresArg: true, describe: 'File of its private key (PEM)' })
    .option('insecure', {
      type: 'boolean',
      default: false,
      describe: 'Do not verify the target’s certificate',
    });
}

function withOutput<T>(yargs: Argv<T>) {
  return yargs
    .option('json', { type: 'boolean', default: false, describe: 'Print the results as JSON' })
    .option('out', {
      type: 'string',
      default: 'reports',
      requiresArg: true,
      describe: 'Folder for run directories',
    })
    .option('report', {
      type: 'boolean',
      default: true,
      describe: 'Write a run directory; --no-report writes none',
    })
    .option('color', { type: 'boolean', default: true, describe: 'Use colours; --no-color uses none' })
    .option('quiet', { type: 'boolean', default: false, describe: 'Show no progress' });
}
