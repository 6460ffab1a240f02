/** Words that a command line may hold, as the definitions of commands have them: for suggestions. */

/** Options of the command at hand, as they are typed after `--`; empty where yargs does not tell. */
export function optionNames(yargs: unknown): string[] {
  const options = record(call(yargs, 'getOptions'));
  const positionals = new Set(Object.values(record(call(yargs, 'getGroups'))['Positionals:'] ?? []));
  const defaults = record(options['default']);
  return Object.keys(record(options['key']))
    .filter((name) => name.length > 1 && !positionals.has(name))
    .flatMap((name) => (defaults[name] === true ? [name, `no-${name}`] : [name]));
}

/** A command as yargs has it, e.g. `run <scenario..>`. */
export interface CommandUsage {
  readonly command?: readonly string[] | string | undefined;
}

export function commandNames(commands: readonly CommandUsage[]): string[] {
  return commands.map((command) => usageOf(command).replace(/\s.*$/su, ''));
}

/** The argument that a command cannot do without: `scenario`. */
export function neededArgument(name: string, commands: readonly CommandUsage[]): string | undefined {
  const usage = commands.map(usageOf).find((each) => each.startsWith(`${name} `));
  return /<([\w-]+)/u.exec(usage ?? '')?.[1];
}

function usageOf({ command }: CommandUsage): string {
  return typeof command === 'string' ? command : (command?.[0] ?? '');
}

/** Functions that yargs has for its own completion; its types do not name them. */
function call(yargs: unknown, name: string): unknown {
  const method: unknown = typeof yargs === 'object' && yargs !== null ? Reflect.get(yargs, name) : undefined;
  return typeof method === 'function' ? Reflect.apply(method, yargs, []) : undefined;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
