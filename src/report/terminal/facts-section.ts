import { formatBytes } from '../../base/units.ts';
import type { Results } from '../../results/model.ts';
import type { SectionContext } from './context.ts';
import { indent, wrap } from './layout.ts';

const LABEL_WIDTH = 10;
const HASH_CHARS = 12;

/** All that is needed to run it again, and where it ran. */
export function factsSection(results: Results, context: SectionContext): string[] {
  const { scenario, host, tool } = results;
  return [
    context.paint.heading('Run'),
    ...command('command', results.command, context),
    ...results.runs.flatMap((run) => command('replay', run.replay, context)),
    ...fact('scenario', `${scenario.file}  sha256 ${scenario.hash.slice(0, HASH_CHARS)}`, context),
    ...fact('seed', String(scenario.seed), context),
    ...fact('versions', `${tool.name} ${tool.version}, Node.js ${host.node.replace(/^v/u, '')}`, context),
    ...fact(
      'host',
      `${host.os} ${host.arch}, ${host.cpuCount} × ${host.cpu}, ${formatBytes(host.memoryBytes)} memory`,
      context,
    ),
    ...fact('started', results.startedAt, context),
  ];
}

export function fileSection(files: readonly string[], { paint }: SectionContext): string[] {
  if (files.length === 0) return [];
  return [paint.heading('Files'), ...indent(files)];
}

function fact(label: string, text: string, { paint, width }: SectionContext): string[] {
  const [first = '', ...rest] = wrap(text, width - 2 - LABEL_WIDTH);
  return indent([`${paint.dim(label.padEnd(LABEL_WIDTH))}${first}`, ...indent(rest, LABEL_WIDTH)]);
}

/** Never broken over lines, so that it can be copied. */
function command(label: string, text: string, { paint }: SectionContext): string[] {
  return [`  ${paint.dim(label.padEnd(LABEL_WIDTH))}${text}`];
}
