import type { CommandModule } from 'yargs';
import type { CommandContext } from '../command-context.ts';
import type { DoctorArguments } from '../run/doctor-command.ts';
import { withExamples, type Example } from './with-examples.ts';

const EXAMPLES: readonly Example[] = [
  ['mqtt-bench doctor', 'What this machine has'],
  ['mqtt-bench doctor singlenode-p2p-1K-1K-1K-1K --target mqtt://localhost:1883', 'Whether a scenario fits'],
];

/** `mqtt-bench doctor`: whether this machine can run a scenario, and what raises the limit where it cannot. */
export function doctorCommand(context: CommandContext): CommandModule<object, DoctorArguments> {
  return {
    command: 'doctor [scenario..]',
    describe: 'Check what this machine can run; names the command that raises each limit',
    builder: (yargs) =>
      withExamples(yargs, EXAMPLES)
        .positional('scenario', {
          type: 'string',
          array: true,
          describe: 'YAML files, or names of scenarios that ship; none: only what the machine has',
        })
        .option('var', {
          type: 'string',
          array: true,
          requiresArg: true,
          describe: 'Set a var of the scenario: --var name=value; may be repeated',
        })
        .option('target', {
          type: 'string',
          array: true,
          requiresArg: true,
          describe: 'URL of the broker; repeated for the nodes of a cluster. Default: embedded',
        })
        .option('threads', {
          type: 'string',
          requiresArg: true,
          describe: 'Threads that share the clients; default 1',
        }),
    handler: async (given) => {
      const { doctor } = await import('../run/doctor-command.ts');
      context.exit(await doctor(given, context.io));
    },
  };
}
