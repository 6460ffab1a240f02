import type { Results, RunResult } from '../results/model.ts';
import { runCases } from './junit/run-cases.ts';
import { renderSuites } from './junit/suites.ts';
import type { TestSuite } from './junit/suites.ts';
import type { ClauseText } from './terminal/context.ts';

/** `junit.xml`: a suite for each protocol version, a test for each promise, threshold, expectation and step. */
export function renderJunit(results: Results, clauseText: ClauseText = () => undefined): string {
  const { name } = results.scenario;
  const suites = results.runs.map((run) => suiteOf(run, name, clauseText));
  return renderSuites(`mqtt-bench ${name}`, suites.length === 0 ? [nothing(results)] : suites);
}

function suiteOf(run: RunResult, scenario: string, clauseText: ClauseText): TestSuite {
  const prefix = `${plain(scenario)}.mqtt-${plain(run.protocol)}`;
  return {
    name: `${scenario} MQTT ${run.protocol}`,
    timeUs: run.durationUs,
    timestamp: run.startedAt,
    cases: runCases(run, { prefix, clauseText }),
  };
}

/** No run at all is no pass. */
function nothing({ scenario: { name }, startedAt }: Results): TestSuite {
  const outcome = { kind: 'error', message: 'nothing ran' } as const;
  const cases = [{ classname: `${plain(name)}.run`, name: 'the run takes place as planned', outcome }];
  return { name, timeUs: 0, timestamp: startedAt, cases };
}

/** CI servers take a dot for the border of a package. */
function plain(text: string): string {
  return text.replaceAll('.', '_');
}
