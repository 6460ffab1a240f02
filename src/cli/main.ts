import { join } from 'node:path';
import yargs from 'yargs';
import { BenchError } from '../base/errors.ts';
import type { CommandContext } from './command-context.ts';
import { brokerCommand } from './commands/broker.ts';
import { capacityCommand } from './commands/capacity.ts';
import { compareCommand } from './commands/compare.ts';
import { conformanceCommand } from './commands/conformance.ts';
import { doctorCommand } from './commands/doctor.ts';
import { reportCommand } from './commands/report.ts';
import { initCommand } from './commands/init.ts';
import { runCommand } from './commands/run.ts';
import { shrinkCommand } from './commands/shrink.ts';
import { validateCommand } from './commands/validate.ts';
import { completion } from './completion.ts';
import { EXIT } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';
import { processIo } from './io.ts';
import { optionNames } from './known-words.ts';
import { packageRoot, packageVersion } from './package-root.ts';
import { presentError } from './present-error.ts';
import { interruptSignal } from './signals.ts';
import { usageError } from './usage-error.ts';
import { welcome } from './welcome.ts';

const COLUMNS_MAX = 110;

/** The whole command: sets the exit code of the process and never throws. */
export async function main(argv: string[]): Promise<void> {
  const io = processIo(interruptSignal());
  let exitCode: ExitCode = EXIT.pass;
  const context: CommandContext = { io, argv, exit: (code) => (exitCode = code) };
  try {
    if (argv.length === 0) introduce(context);
    else await parse(argv, context);
  } catch (error) {
    const presented = presentError(error, io.env['MQTT_BENCH_DEBUG'] === '1');
    io.err(presented.text);
    exitCode = presented.exitCode;
  }
  process.exitCode = exitCode;
}

/** Nothing was tested, so this is no success either: a script that lost its arguments must not go on. */
function introduce({ io, exit }: CommandContext): void {
  io.out(welcome(packageVersion(), join(packageRoot(), 'docs', 'guide', 'README.md')));
  exit(EXIT.usage);
}

async function parse(argv: string[], context: CommandContext): Promise<void> {
  const commands = [
    runCommand(context),
    validateCommand(context),
    doctorCommand(context),
    brokerCommand(context),
    conformanceCommand(context),
    shrinkCommand(context),
    reportCommand(context),
    initCommand(context),
    capacityCommand(context),
    compareCommand(context),
  ] as const;
  const cli = yargs(argv);
  await cli
    .scriptName('mqtt-bench')
    .usage('$0 <command>\n\nProtocol conformance and load tests for MQTT brokers.')
    .command(commands[0])
    .command(commands[1])
    .command(commands[2])
    .command(commands[3])
    .command(commands[4])
    .command(commands[5])
    .command(commands[6])
    .command(commands[7])
    .command(commands[8])
    .command(commands[9])
    .completion(
      'completion',
      'Print a script with which bash or zsh completes command lines',
      completion(argv),
    )
    .demandCommand(1, 'a command is missing')
    .strict()
    .version(packageVersion())
    .alias('help', 'h')
    .locale('en')
    .wrap(Math.min(COLUMNS_MAX, context.io.columns))
    .parserConfiguration({ 'greedy-arrays': false, 'dot-notation': false, 'parse-positional-numbers': false })
    .epilogue(
      'mqtt-bench <command> --help shows its options, with examples.\n' +
        'Exit codes: 0 pass, 1 failed, 2 usage or scenario error, 3 unreachable, 4 inconclusive, 130 interrupted',
    )
    .exitProcess(false)
    .fail((message, error) => {
      if (error instanceof BenchError) throw error;
      throw usageError(message, error, { argv, commands, options: optionNames(cli) });
    })
    .parseAsync();
}
