import type { Intercept } from '../intercept.ts';
import type { BrokerOptions } from '../options.ts';

export interface DefectSettings {
  /** One in so many occasions is spoilt, counted from the first; a defect's own default where absent. */
  readonly every?: number | undefined;
}

/** One deliberate violation of MQTT, to prove that a check finds it. */
export interface Defect {
  readonly id: string;
  /** What the broker does wrong, as half a sentence. */
  readonly summary: string;
  /** Statements that it breaks: a check of each has to go red. */
  readonly breaks: readonly string[];
  /** Statements that may go red as well: the same deed seen from another side. */
  readonly mayAlsoBreak: readonly string[];
  /** Invariants of `check/` that find it in a run with such traffic. */
  readonly invariants: readonly string[];
  /** Options of a broker that has the defect. Each call counts occasions anew. */
  apply(options: BrokerOptions, settings?: DefectSettings): BrokerOptions;
}

/** Everything that tells a defect, but for how it is put in. */
export type DefectFacts = Omit<Defect, 'apply'>;

/** Occasions that come by the thousand are spoilt one in a hundred, so that the rest of a run stays sound. */
export const EVERY_DEFAULT = 100;

/** True on every `every`-th call. */
export function everyNth(every: number): () => boolean {
  let count = 0;
  return () => {
    count += 1;
    return count % every === 0;
  };
}

/** A defect that hooks into the broker. `make` gets a decision that is true on every `every`-th call. */
export function defect(
  facts: DefectFacts,
  make: (isDue: () => boolean, options: BrokerOptions) => Intercept,
  everyDefault = EVERY_DEFAULT,
): Defect {
  return {
    ...facts,
    apply: (options, settings = {}) => {
      const intercept = make(everyNth(settings.every ?? everyDefault), options);
      return { ...options, intercept: { ...options.intercept, ...intercept } };
    },
  };
}
