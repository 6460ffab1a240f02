/** Options that mean the same in every command that has them. */
import type { Argv } from 'yargs';

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
    .option('color', { type: 'boolean', default: true, describe: 'Use colours; --no-color uses none' });
}
