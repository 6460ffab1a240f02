import { createInterface } from 'node:readline/promises';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { quote } from '../redact.ts';
import { chosen } from './choices.ts';
import { askFor, NoAnswer, type Asker } from './questions.ts';
import type { InitArguments, InitChoices } from './request.ts';
import { scenarioText } from './scenario-text.ts';
import { targetText } from './target-text.ts';
import { writeNewFiles } from './write-new.ts';

/** Writes scenario.yaml and target.yaml into a folder. Asks on a terminal; elsewhere options and defaults decide. */
export async function init(given: InitArguments, io: Io): Promise<ExitCode> {
  const asks = !given.yes && process.stdin.isTTY && io.errIsTty;
  try {
    const told = asks ? await withTerminal(io, (asker) => askFor(given, asker)) : given;
    return write(told, io);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    io.err('\nNothing was written.\n');
    return EXIT.interrupted;
  }
}

function write(given: InitArguments, io: Io): ExitCode {
  const { choices, notes } = chosen(given);
  const [scenario = '', target = ''] = writeNewFiles(given.folder, [
    { name: 'scenario.yaml', text: scenarioText(choices.kind, choices.versions) },
    { name: 'target.yaml', text: targetText(choices) },
  ]);
  io.out(`Written: ${scenario}, ${target}\n`);
  for (const note of notes) io.out(`${note}\n`);
  io.out(`\n${nextSteps(choices, scenario, target).join('\n')}\n`);
  return EXIT.pass;
}

function nextSteps({ url, credentials }: InitChoices, scenario: string, target: string): string[] {
  const onTarget = `mqtt-bench run ${quote(scenario)} --profile ${quote(target)}`;
  const environment = credentials ? ['export MQTT_BENCH_USERNAME=… MQTT_BENCH_PASSWORD=…'] : [];
  const commands =
    url === undefined
      ? [
          `mqtt-bench run ${quote(scenario)}`,
          `mqtt-bench run ${quote(scenario)} --target mqtt://localhost:1883`,
        ]
      : [`mqtt-bench run ${quote(scenario)}   # on the embedded broker`, ...environment, onTarget];
  return ['Next:', ...commands.map((command) => `  ${command}`)];
}

/** Questions go to stderr, so that stdout stays what a pipe should get. */
async function withTerminal<T>(io: Io, body: (asker: Asker) => Promise<T>): Promise<T> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const gone = new Promise<never>((_, reject) => {
    terminal.once('close', () => reject(new NoAnswer('the input has ended')));
  });
  gone.catch(() => undefined);
  const stop = (): void => terminal.close();
  io.signal.addEventListener('abort', stop);
  try {
    return await body({
      ask: async (question) => (await Promise.race([terminal.question(question), gone])).trim(),
      tell: io.err,
    });
  } finally {
    io.signal.removeEventListener('abort', stop);
    terminal.close();
  }
}
