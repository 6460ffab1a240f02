/**
 * Looks up normative statements. Nothing else in `protocol/` imports this, so that a start without it stays cheap:
 * import it where statements are shown.
 */
import type { Clause } from './clause.ts';
import { STATEMENTS_311 } from './statements/mqtt-3.1.1.ts';
import { STATEMENTS_5 } from './statements/mqtt-5.0.ts';
import type { Statement } from './statements/statement.ts';
import { STATEMENTS_UNNUMBERED } from './statements/unnumbered.ts';

export type { Statement } from './statements/statement.ts';

/** All statements: 3.1.1, then 5.0, then the unnumbered ones; each by section. */
export const STATEMENTS: readonly Statement[] = [
  ...STATEMENTS_311,
  ...STATEMENTS_5,
  ...STATEMENTS_UNNUMBERED,
];

const BY_ID: ReadonlyMap<string, Statement> = new Map(STATEMENTS.map((entry) => [entry.id, entry]));

/** The statement of that id (`5:3.1.2-24`, `311:…`, `5:U-…`); undefined for a mere section (`5:§2.1.4`) or an unknown id. */
export function statement(id: string): Statement | undefined {
  return BY_ID.get(id);
}

/** Where to look in the specification: `MQTT-3.1.2-24 (5.0)`, or the section. */
export function citation(clause: Clause): string {
  const [version, rest = ''] = clause.split(':');
  const name = rest.startsWith('§')
    ? `section ${rest.slice(1)}`
    : rest.startsWith('U-')
      ? sectionOf(clause)
      : `MQTT-${rest}`;
  return `${name} (${version === '5' ? '5.0' : '3.1.1'})`;
}

function sectionOf(clause: Clause): string {
  return `section ${statement(clause)?.section ?? clause}`;
}
