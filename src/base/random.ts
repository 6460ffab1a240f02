/** Seeded chance. All of a run's chance comes from such streams, so that a seed replays it. */
export interface Random {
  /** A float in [0, 1). */
  float(): number;
  /** An integer in [0, bound). `bound` must be in 1 … 2^32. */
  below(bound: number): number;
  /** An independent stream, fixed by this stream's seed and the given labels, not by how much was drawn. */
  fork(...labels: readonly (string | number)[]): Random;
}

/** 32-bit FNV-1a over the labels: mixes a seed with names and indexes. */
export function hashLabels(seed: number, labels: readonly (string | number)[]): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (const label of labels) {
    for (const char of `${label}\u0000`)
      hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return mix32(hash);
}

/** A finaliser that spreads every input bit over all output bits (murmur3's). */
export function mix32(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** A stream by mulberry32: small, quick, and good enough for arrivals and fault schedules; not for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  return {
    float: () => next() / 0x1_0000_0000,
    below: (bound) => Math.floor((next() / 0x1_0000_0000) * bound),
    fork: (...labels) => seededRandom(hashLabels(seed, labels)),
  };
}
