import { BenchError } from '../../base/errors.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { rowsReader } from '../rows.ts';
import { prepare } from '../run/prepare.ts';
import { isSameFile, loadScenarios, type LoadedScenario } from '../run/scenario-files.ts';
import { findFailure } from './find-failure.ts';
import { shrinkRequest, type ShrinkArguments, type ShrinkRequest } from './request.ts';
import { sayer } from './say.ts';
import { Shrinking } from './shrinking.ts';

/** Makes a failing scenario as small as it can be with the same invariant still failing, and writes it. */
export async function shrink(given: ShrinkArguments, context: CommandContext): Promise<ExitCode> {
  const { io } = context;
  const request = shrinkRequest(given, io.env);
  const { version, vars } = request.run;
  const load = { vars, env: io.env, readRows: rowsReader(), ...(version && { versions: [version] }) };
  const loaded = loadScenarios(request.run.scenarios, load);
  if (!loaded.ok) {
    io.err(loaded.problems);
    return EXIT.usage;
  }
  const [one] = loaded.scenarios;
  if (one === undefined) return EXIT.usage;
  if (one.scenario.conformance !== undefined)
    throw new BenchError('usage', 'conformance-scenario', `${one.scenario.name} is the conformance suite`, {
      hint: 'its report has a command for each case, which is as small as it gets',
    });
  const file = outputOf(request, one);
  const job = prepare(one, request.run, io.env);
  const failure = await findFailure({ job, request, signal: io.signal, say: sayer(request, io) });
  if (failure === undefined) {
    io.err(`Nothing to shrink: ${one.scenario.name} did not fail${about(request)}.\n`);
    return io.signal.aborted ? EXIT.interrupted : EXIT.inconclusive;
  }
  return new Shrinking({ one, job, request, file, failure, io }).run();
}

function outputOf({ write }: ShrinkRequest, { scenario, argument }: LoadedScenario): string {
  const file = write ?? `${scenario.name}.shrunk.yaml`;
  if (!isSameFile(file, argument)) return file;
  throw new BenchError('usage', 'bad-option', `${file} is the scenario itself`, {
    hint: 'name another file with --write',
  });
}

function about({ invariant }: ShrinkRequest): string {
  return invariant === undefined ? '' : ` ${invariant}`;
}
