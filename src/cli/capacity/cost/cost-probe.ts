import type { CostResult } from '../../../results/capacity.ts';

/** What the target told of itself at one moment. */
export interface CostReading {
  /** CPU time so far. */
  readonly cpuMs?: number;
  readonly memoryBytes?: number;
}

/** Where the target's own cost is read. Never throws while trials run: what cannot be read is absent. */
export interface CostProbe {
  readonly source: NonNullable<CostResult['source']>;
  read(): Promise<CostReading>;
  /** Sentences on how it was read. */
  notes(): readonly string[];
  close(): Promise<void>;
}
