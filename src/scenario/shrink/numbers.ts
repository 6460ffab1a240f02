/** Smaller numbers: counts, rates and times that a scenario writes down, in vars or in place. */
import { isScalar } from 'yaml';
import { parseDurationUs, parseRatePerSecond } from '../../base/units.ts';
import { edited, keyOf, placesIn, type Path, type Place } from './edit.ts';
import type { StillFails } from './oracle.ts';
import { isWaitedFor } from './vars.ts';

/** Something that may be smaller. */
interface Knob {
  readonly path: Path;
  readonly value: number;
  readonly least: number;
  write(value: number): string | number;
}

const DURATION_LEAST_US = 100_000;
/** Attempts to get from the least, which does not fail, to what does. */
const STEPS_MAX = 5;
/** Closer than this is not worth a run. */
const CLOSE = 1.25;

const STEP_KEYS = new Set(['count', 'for', 'rate', 'total-rate', 'topics', 'times', 'wait']);

/** Each number in turn as small as it can be with the failure still there: the least at once, or else by bisection. */
export async function smallerNumbers(text: string, stillFails: StillFails): Promise<string> {
  let best = text;
  for (const { path } of knobsIn(text)) {
    const knob = knobsIn(best).find((one) => String(one.path) === String(path));
    if (knob !== undefined) best = await smallest(best, knob, stillFails);
  }
  return best;
}

async function smallest(text: string, knob: Knob, stillFails: StillFails): Promise<string> {
  const { path, least } = knob;
  const at = (value: number): string => edited(text, [{ path, value: knob.write(value) }]) ?? text;
  if (await stillFails(at(least))) return at(least);
  let [low, high] = [least, knob.value];
  for (let step = 0; step < STEPS_MAX && high / low > CLOSE && high - low > 1; step += 1) {
    const middle = between(low, high);
    if (await stillFails(at(middle))) high = middle;
    else low = middle;
  }
  return high === knob.value ? text : at(high);
}

/** The geometric mean, as a number that people would write where there is one. */
function between(low: number, high: number): number {
  const mean = Math.round(Math.sqrt(low * high));
  const round = Number(mean.toPrecision(2));
  return round > low && round < high ? round : mean;
}

function knobsIn(text: string): Knob[] {
  const places = placesIn(text);
  return places.flatMap((place) => {
    const knob = mayBeLess(place, places) ? knobOf(place) : undefined;
    return knob === undefined || knob.value <= knob.least ? [] : [knob];
  });
}

function mayBeLess({ path }: Place, places: readonly Place[]): boolean {
  const [part, name] = path;
  if (part === 'vars') return path.length === 2 && !isWaitedFor(String(name), places);
  if (part === 'clients') return path.length === 3 && path[2] === 'count';
  return part === 'steps' && STEP_KEYS.has(keyOf(path));
}

function knobOf({ path, node }: Place): Knob | undefined {
  if (!isScalar(node)) return undefined;
  const text = String(node.value);
  if (/^\d{1,15}$/u.test(text)) return { path, value: Number(text), least: 1, write: (value) => value };
  const durationUs = parseDurationUs(text);
  if (durationUs !== undefined)
    return { path, value: durationUs, least: DURATION_LEAST_US, write: durationText };
  const rate = parseRatePerSecond(text);
  return rate === undefined ? undefined : { path, value: rate, least: 1, write: (value) => `${value}/s` };
}

function durationText(us: number): string {
  const ms = Math.max(1, Math.round(us / 1_000));
  return ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;
}
