/** docs/interop.md: what was run, and the matrix of brokers and statements. */
import { packageVersion } from '../../../src/cli/package-root.ts';
import { matrixSheet } from '../../../src/report/matrix/markdown.ts';
import { prose } from '../../../src/report/markdown/escape.ts';
import { table } from '../../../src/report/markdown/table.ts';
import { buildMatrix } from '../../../src/results/build-matrix.ts';
import { countVerdicts } from '../../../src/results/conformance.ts';
import type { Matrix } from '../../../src/results/matrix.ts';
import type { Judged } from './judge.ts';

const ALL = { rowsMax: Number.POSITIVE_INFINITY, charsMax: Number.POSITIVE_INFINITY };

export function renderInterop(judged: readonly Judged[], date: string): string {
  return [
    '# Interoperability',
    '',
    `Written by \`npm run interop\` on ${date}: every broker that this machine could install, in its own package's version, with an`,
    'anonymous listener and its defaults otherwise; `mqtt-bench conformance` with the profile of `targets/` that has its name. A red',
    'that a profile expects is red here as well. Each was seen on the wire; a link beside',
    'a reason leads to where the cause is looked for. What is red only now and then may be new, or missing, in another run.',
    '',
    ...summary(judged),
    '',
    'A statement is as good as its worst case: ✓ kept · ✗ a MUST is broken · ! a SHOULD is broken · ? could not be judged · – the',
    'broker lawfully lacks what it is about, or nothing came that it speaks of · U a failure that the profile expects is not there.',
    ...matrixOf(judged).versions.flatMap((version) => ['', ...matrixSheet(version)]),
    '',
  ].join('\n');
}

function summary(judged: readonly Judged[]): string[] {
  const rows = judged.map(({ broker, protocol, report, failure }) => {
    const head = [broker.name, broker.version, broker.from, protocol];
    if (report === undefined) return [...head, `not run: ${failure ?? ''}`, '', '', '', '', ''];
    const counts = countVerdicts(report.cases);
    const told = [
      counts.pass,
      counts['expected-failure'],
      counts.fail + counts['unexpected-pass'],
      counts.warn,
      counts.inconclusive,
      Math.round(report.durationMs / 1_000),
    ];
    return [...head, ...told.map(String)];
  });
  const head = ['broker', 'version', 'from', 'MQTT', 'pass', 'known', 'new', 'warn', 'inconclusive', 's'];
  return table(
    head,
    rows.map((row) => row.map((cell) => prose(cell))),
    ALL,
  );
}

/** Columns are brokers with their versions, as far as they could be judged. */
function matrixOf(judged: readonly Judged[]): Matrix {
  const tool = { name: 'mqtt-bench', version: packageVersion() } as const;
  const sources = judged.flatMap(({ broker, report }) =>
    report === undefined
      ? []
      : [
          {
            name: `${broker.name} ${broker.version}`,
            report: { target: broker.id, startedAt: '', tool, versions: [report] },
          },
        ],
  );
  return buildMatrix(sources, { tool, command: 'npm run interop', startedAt: '' });
}
