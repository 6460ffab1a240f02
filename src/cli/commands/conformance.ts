import type { Argv, CommandModule } from 'yargs';
import type { CommandContext } from '../command-context.ts';
import type { ConformanceArguments } from '../conformance/request.ts';

/** `mqtt-bench conformance`: the suite of cases, one verdict for each. */
export function conformanceCommand(context: CommandContext): CommandModule<object, ConformanceArguments> {
  return {
    command: 'conformance',
    describe: 'Judge a broker statement by statement of the MQTT specifications',
    builder: (yargs) => withOutput(withTarget(withSelection(yargs))),
    handler: async (given) => {
      const { conformance } = await import('../conformance/conformance-command.ts');
      context.exit(await conformance(given, context));
    },
  };
}

function withSelection<T>(yargs: Argv<T>) {
  return yargs
    .option('protocol', {
      type: 'string',
      choices: ['3.1.1', '5.0'],
      requiresArg: true,
      describe: 'This version only',
    })
    .option('case', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Ids of cases or statements, with * for any: 5:3.1.2-24, 311:*, 3.3.1-*; may be repeated',
    })
    .option('section', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Sections of the specification: 3.1; may be repeated',
    })
    .option('level', {
      type: 'string',
      array: true,
      choices: ['MUST', 'SHOULD', 'MAY'],
      requiresArg: true,
      describe: 'Cases of this level only',
    })
    .option('feature', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Words that title or id contain: shared, will; may be repeated',
    })
    .option('list', { type: 'boolean', default: false, describe: 'List the cases and run none' })
    .option('repeat', {
      type: 'string',
      requiresArg: true,
      describe: 'Run so many times, each with another order',
    })
    .option('seed', { type: 'string', requiresArg: true, describe: 'Repeat the order of an earlier run' })
    .option('strict', { type: 'boolean', default: false, describe: 'A broken SHOULD fails as well' });
}

function withTarget<T>(yargs: Argv<T>) {
  return yargs
    .option('target', {
      type: 'string',
      requiresArg: true,
      describe: 'URL of the broker (mqtt mqtts ws wss unix). Default: embedded',
    })
    .option('profile', {
      type: 'string',
      requiresArg: true,
      describe: 'Profile of the target: a YAML file, or the name of one that ships',
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
    })
    .option('answer', {
      type: 'string',
      default: '5s',
      requiresArg: true,
      describe: 'How long an answer of the target may take',
    });
}

function withOutput<T>(yargs: Argv<T>) {
  return yargs
    .option('baseline', {
      type: 'string',
      requiresArg: true,
      describe: 'An earlier conformance.json: what failed there does not count',
    })
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
    .option('verbose', { type: 'boolean', default: false, describe: 'Show cases that are well, too' })
    .option('color', { type: 'boolean', default: true, describe: 'Use colours; --no-color uses none' });
}
