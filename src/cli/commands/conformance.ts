import type { Argv, CommandModule } from 'yargs';
import type { CommandContext } from '../command-context.ts';
import type { ConformanceArguments } from '../conformance/request.ts';
import { withCredentials, withProtocol, withResults } from './shared-options.ts';
import { withExamples, type Example } from './with-examples.ts';

const EXAMPLES: readonly Example[] = [
  ['mqtt-bench conformance --target mqtt://localhost:1883', 'All cases, in both versions'],
  ['mqtt-bench conformance --section 3.1 --protocol 5.0', 'Of CONNECT alone, on the embedded broker'],
  [
    'mqtt-bench conformance --profile target.yaml --case 5:3.3.1-*',
    'Some cases; the profile says where the broker is',
  ],
  ['mqtt-bench conformance --list --level MUST', 'What there is'],
];

/** `mqtt-bench conformance`: the suite of cases, one verdict for each. */
export function conformanceCommand(context: CommandContext): CommandModule<object, ConformanceArguments> {
  return {
    command: 'conformance',
    describe: 'Judge a broker statement by statement of the MQTT specifications',
    // yargs knows kebab-case names by their camelCase too, its types do not.
    builder: (yargs) =>
      withOutput(
        withTarget(withSelection(withExamples(yargs, EXAMPLES))),
      ) as unknown as Argv<ConformanceArguments>,
    handler: async (given) => {
      const { conformance } = await import('../conformance/conformance-command.ts');
      context.exit(await conformance(given, context));
    },
  };
}

function withSelection<T>(yargs: Argv<T>) {
  return withProtocol(yargs)
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
    .option('limits', {
      type: 'boolean',
      describe:
        'Search for limits of the target: largest packet, topic, Client Identifier, messages in flight. Default: with the whole suite',
    })
    .option('largest-packet', {
      type: 'string',
      default: '1MiB',
      requiresArg: true,
      describe: 'The largest packet that the search for limits sends',
    })
    .option('strict', { type: 'boolean', default: false, describe: 'A broken SHOULD fails as well' });
}

function withTarget<T>(yargs: Argv<T>) {
  const addressed = yargs
    .option('target', {
      type: 'string',
      requiresArg: true,
      describe: 'URL of the broker (mqtt mqtts ws wss unix). Default: embedded',
    })
    .option('profile', {
      type: 'string',
      requiresArg: true,
      describe: 'Profile of the target: a YAML file, or the name of one that ships',
    });
  return withCredentials(addressed)
    .option('answer', {
      type: 'string',
      default: '5s',
      requiresArg: true,
      describe: 'How long an answer of the target may take',
    })
    .option('concurrency', {
      type: 'string',
      default: '32',
      requiresArg: true,
      describe: 'How many cases run at once; 1 for a target that only copes with one thing at a time',
    });
}

function withOutput<T>(yargs: Argv<T>) {
  return withResults(yargs)
    .option('baseline', {
      type: 'string',
      requiresArg: true,
      describe: 'An earlier conformance.json: what failed there does not count',
    })
    .option('verbose', { type: 'boolean', default: false, describe: 'Show cases that are well, too' });
}
