/** What became of one attempt with a number. Silence is no refusal: whoever is slow has no limit there. */
export type Trial =
  | { readonly kind: 'works' }
  | { readonly kind: 'refused'; readonly how: string }
  | { readonly kind: 'silent' | 'gone'; readonly how: string };

export interface Found {
  /** The largest that worked; undefined where not even the smallest did. */
  readonly value: number | undefined;
  /** Larger ones may work as well. */
  readonly isAtLeast: boolean;
  /** What became of larger ones. */
  readonly beyond?: string;
}

export interface SearchOptions {
  readonly min: number;
  /** Nothing above it is tried. */
  readonly max: number;
  readonly attempt: (value: number) => Promise<Trial>;
  /** No time is left. */
  readonly isOver: () => boolean;
}

/** From small to large in steps of that factor, so that a target meets what is far beyond its limit only once. */
const STEP = 8;

/** The largest number that works: upwards in steps, then halved between what works and what is refused, which is asked twice. */
export async function searchLimit(options: SearchOptions): Promise<Found> {
  const { min, max, attempt, isOver } = options;
  let low: number | undefined;
  for (let value = min; ; value = Math.min(value * STEP, max)) {
    if (isOver()) return atLeast(low, 'there was no time to look further');
    const trial = await attempt(value);
    if (trial.kind === 'works') {
      low = value;
      if (value >= max) return atLeast(low);
    } else if (trial.kind === 'refused') return between(options, low ?? min - 1, { value, how: trial.how });
    else return atLeast(low, `${value}: ${trial.how}`);
  }
}

interface Refusal {
  readonly value: number;
  readonly how: string;
}

async function between(options: SearchOptions, from: number, refused: Refusal): Promise<Found> {
  const { min, attempt, isOver } = options;
  let low = from;
  let high = refused;
  const worked = (): number | undefined => (low < min ? undefined : low);
  while (high.value - low > 1) {
    if (isOver()) return atLeast(worked(), `${high.value}: ${high.how}`);
    const middle = Math.floor((low + high.value) / 2);
    const trial = await attempt(middle);
    if (trial.kind === 'works') low = middle;
    else if (trial.kind === 'refused') high = { value: middle, how: trial.how };
    else return atLeast(worked(), `${middle}: ${trial.how}`);
  }
  const again = await attempt(high.value);
  if (again.kind !== 'refused')
    return atLeast(worked(), `${high.value}: ${high.how} the first time, and not the second`);
  return { value: worked(), isAtLeast: false, beyond: `${high.value}: ${high.how}` };
}

function atLeast(value: number | undefined, beyond?: string): Found {
  return { value, isAtLeast: true, ...(beyond === undefined ? {} : { beyond }) };
}
