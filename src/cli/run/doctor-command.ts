import { formatBytes, formatDurationUs } from '../../base/units.ts';
import { diagnose, type DoctorItem, type DoctorStatus } from '../../run/doctor/diagnose.ts';
import { machineFacts, measureTimerLateUs, type MachineFacts } from '../../run/doctor/facts.ts';
import { planNeeds } from '../../run/doctor/needs.ts';
import type { ConformanceSpec } from '../../scenario/conformance-spec.ts';
import type { Scenario } from '../../scenario/types.ts';
import { EXIT, worstExitCode } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { rowsReader } from '../rows.ts';
import { planOf } from './execute.ts';
import { parseThreads, parseVars, targetsOf } from './request.ts';
import { loadScenarios } from './scenario-files.ts';
import { targetOverride } from './target.ts';

export interface DoctorArguments {
  readonly scenario?: readonly string[] | undefined;
  readonly var?: readonly string[] | undefined;
  readonly target?: readonly string[] | undefined;
  readonly threads?: string | undefined;
}

const SIGNS: Readonly<Record<DoctorStatus, string>> = {
  ok: 'ok',
  warning: 'warning',
  impossible: 'TOO SMALL',
};

/** Exit 0 where the scenarios fit, with warnings or without; 4 where one cannot run here. */
export async function doctor(given: DoctorArguments, io: Io): Promise<ExitCode> {
  const threads = parseThreads(given.threads) ?? 1;
  const facts = { ...machineFacts(), timerLateUs: await measureTimerLateUs() };
  const names = given.scenario ?? [];
  if (names.length === 0) {
    io.out(factLines(facts).join('\n') + '\n');
    return EXIT.pass;
  }
  const vars = parseVars(given.var ?? []);
  const loaded = loadScenarios(names, { vars, env: io.env, readRows: rowsReader() });
  if (!loaded.ok) {
    io.err(loaded.problems);
    return EXIT.usage;
  }
  const targets = targetsOf(given.target, io.env);
  return worstExitCode(
    loaded.scenarios.map(({ scenario }) => {
      if (scenario.conformance !== undefined) {
        io.out(suiteLines(scenario.name, scenario.conformance));
        return EXIT.pass;
      }
      const items = diagnose(needsOf(scenario, targets, threads), facts);
      io.out([`${scenario.name}:`, ...items.flatMap(itemLines), ''].join('\n'));
      return items.some(({ status }) => status === 'impossible') ? EXIT.inconclusive : EXIT.pass;
    }),
  );
}

function needsOf(scenario: Scenario, targets: readonly string[], threads: number) {
  const target = targetOverride({ targets, tls: {} }, scenario);
  const plan = planOf(scenario.versions[0] ?? 5, { scenario, seed: 0, target });
  return planNeeds(plan, { threads, embedded: plan.target === undefined });
}

/** A few connections a case, whatever the machine has. */
function suiteLines(name: string, { concurrency }: ConformanceSpec): string {
  return `${name}:\n  ${SIGNS.ok.padEnd(9)}  conformance suite: ${concurrency} cases at once, with a few connections each\n\n`;
}

function itemLines({ name, status, text, remedy }: DoctorItem): string[] {
  const line = `  ${SIGNS[status].padEnd(9)}  ${name}: ${text}`;
  return status === 'ok' || remedy === undefined ? [line] : [line, `${' '.repeat(13)}${remedy}`];
}

function factLines({ descriptors, ephemeralPorts, ...facts }: MachineFacts): string[] {
  const ports = ephemeralPorts === undefined ? 0 : ephemeralPorts.last - ephemeralPorts.first + 1;
  return [
    ...(descriptors === undefined
      ? []
      : [`file descriptors: ${descriptors.soft} for this process, ${descriptors.hard} at most`]),
    ...(ephemeralPorts === undefined
      ? []
      : [
          `local ports: ${ports} (${ephemeralPorts.first}-${ephemeralPorts.last}) from each local address to each target`,
        ]),
    `memory: ${formatBytes(facts.memoryAvailableBytes)} available`,
    `CPUs: ${facts.cpuCount}`,
    `timers: 1ms comes ${formatDurationUs(facts.timerLateUs ?? 0)} late`,
  ];
}
