import type { Argv, CommandModule } from 'yargs';
import type { BrokerArguments } from '../broker/broker-command.ts';
import type { CommandContext } from '../command-context.ts';
import { withExamples, type Example } from './with-examples.ts';

const EXAMPLES: readonly Example[] = [
  ['mqtt-bench broker', 'For clients on this machine, at port 1883'],
  [
    'mqtt-bench broker --port 1884 --ws-port 8080 --username device',
    'A user, whose password MQTT_BENCH_PASSWORD has',
  ],
];

/** `mqtt-bench broker`: the embedded broker alone, until it is interrupted. */
export function brokerCommand(context: CommandContext): CommandModule<object, BrokerArguments> {
  return {
    command: 'broker',
    describe: 'Run the embedded broker alone',
    builder: (yargs) => withExamples(withListeners(withSecurity(yargs)), EXAMPLES),
    handler: async (given) => {
      const { broker } = await import('../broker/broker-command.ts');
      context.exit(await broker(given, context.io));
    },
  };
}

function withListeners<T>(yargs: Argv<T>) {
  return yargs
    .option('host', {
      type: 'string',
      default: '127.0.0.1',
      requiresArg: true,
      describe: 'Address to listen on',
    })
    .option('port', {
      type: 'string',
      default: '1883',
      requiresArg: true,
      describe: 'Port for MQTT over TCP; 0 lets the system choose',
    })
    .option('tls-port', {
      type: 'string',
      requiresArg: true,
      describe: 'Port for MQTT over TLS; 8883 when a certificate is given',
    })
    .option('ws-port', { type: 'string', requiresArg: true, describe: 'Port for MQTT over WebSocket' });
}

function withSecurity<T>(yargs: Argv<T>) {
  return yargs
    .option('tls-cert', {
      type: 'string',
      requiresArg: true,
      describe: 'File of the server certificate (PEM)',
    })
    .option('tls-key', { type: 'string', requiresArg: true, describe: 'File of its private key (PEM)' })
    .option('ca', {
      type: 'string',
      requiresArg: true,
      describe: 'File of authorities (PEM): clients must show a certificate signed by one of them',
    })
    .option('username', {
      type: 'string',
      requiresArg: true,
      describe: 'The only user name that may connect',
    })
    .option('password', {
      type: 'string',
      requiresArg: true,
      describe: 'Its password; MQTT_BENCH_PASSWORD does not show in process lists',
    });
}
