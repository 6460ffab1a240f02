/** Options that mean the same in every command that has them. */
import type { Argv } from 'yargs';
import { REPORT_FORMATS } from '../../report/report-file.ts';

/** Who speaks to the target, and whom it trusts. */
export function withCredentials<T>(yargs: Argv<T>) {
  return yargs
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

export function withProtocol<T>(yargs: Argv<T>) {
  return yargs.option('protocol', {
    type: 'string',
    choices: ['3.1.1', '5.0'],
    requiresArg: true,
    describe: 'This version only',
  });
}

/** Where results go, and how they look. */
export function withResults<T>(yargs: Argv<T>) {
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
    .option('report-formats', {
      type: 'string',
      requiresArg: true,
      describe: `Only these files beside the results: ${REPORT_FORMATS.join(',')}. Default: all`,
    })
    .option('color', { type: 'boolean', default: true, describe: 'Use colours; --no-color uses none' });
}

/** What decides how a scenario is run, wherever it is run. */
export function withChance<T>(yargs: Argv<T>) {
  return withProtocol(yargs)
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
    });
}

/** The broker, and what is known of it. */
export function withTarget<T>(yargs: Argv<T>) {
  const addressed = yargs
    .option('target', {
      type: 'string',
      array: true,
      requiresArg: true,
      describe:
        'URL of the broker (mqtt mqtts ws wss unix); repeated for the nodes of a cluster. Default: embedded',
    })
    .option('profile', {
      type: 'string',
      requiresArg: true,
      describe:
        'Profile of the target: a YAML file; says where it is, who connects, how to restart it and what it keeps',
    });
  return withCredentials(addressed);
}
