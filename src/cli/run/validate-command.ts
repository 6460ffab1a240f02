import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { rowsReader } from '../rows.ts';
import { parseVars } from './request.ts';
import { loadScenarios } from './scenario-files.ts';

export interface ValidateRequest {
  readonly scenario: readonly string[];
  readonly var?: readonly string[] | undefined;
  readonly print: boolean;
}

export function validate(given: ValidateRequest, io: Io): ExitCode {
  const loaded = loadScenarios(given.scenario, {
    vars: parseVars(given.var ?? []),
    env: io.env,
    readRows: rowsReader(),
  });
  if (!loaded.ok) {
    io.err(loaded.problems);
    return EXIT.usage;
  }
  for (const { scenario, text } of loaded.scenarios) io.out(given.print ? text : `${scenario.file}: valid\n`);
  return EXIT.pass;
}
