import { isScalar } from 'yaml';
import { edited, keyOf, placesIn, type Edit, type Place } from './edit.ts';

/** Where less of it makes a verdict weaker: a broker that is only slow must not become one that loses messages. */
const WAITING = new Set(['drain', 'timeout', 'within', 'connect-timeout']);

/** Vars that nothing speaks of any more. */
export function withoutUnusedVars(text: string): string {
  const places = placesIn(text);
  const used = places
    .flatMap(({ node }) => (isScalar(node) && typeof node.value === 'string' ? [node.value] : []))
    .filter((value) => value.includes('${'))
    .join('\n');
  const edits = places.flatMap(({ path }): Edit[] =>
    path.length === 2 && path[0] === 'vars' && !mentions(used, String(path[1])) ? [{ remove: path }] : [],
  );
  return edited(text, edits) ?? text;
}

/** Whether some `${…}` in it speaks of the var. */
function mentions(text: string, name: string): boolean {
  return new RegExp(String.raw`\$\{[^}]*\b${name}\b[^}]*\}`, 'u').test(text);
}

/** Whether a time to wait depends on the var. */
export function isWaitedFor(name: string, places: readonly Place[]): boolean {
  return places.some(
    ({ path, node }) =>
      isScalar(node) &&
      typeof node.value === 'string' &&
      WAITING.has(keyOf(path)) &&
      mentions(node.value, name),
  );
}
