/** Messages that tell where they come from, whoever receives them. */
import type { QoS } from '../../protocol/constants.ts';

export interface Canary {
  readonly id: number;
  readonly topic: string;
  readonly qos: QoS;
  /** Who published it. */
  readonly from: string;
  /** Its publisher may not publish it. */
  readonly denied: boolean;
}

const MARK = 'mqtt-bench canary';

export class Canaries {
  readonly #run: string;
  readonly #all: Canary[] = [];

  constructor(runId: number) {
    this.#run = (runId >>> 0).toString(16).padStart(8, '0');
  }

  make(canary: Omit<Canary, 'id'>): Canary {
    const made = { id: this.#all.length, ...canary };
    this.#all.push(made);
    return made;
  }

  payload({ id, from, topic }: Canary): string {
    return `${MARK} ${this.#run} ${id} of ${from} for ${topic}`;
  }

  /** Undefined: a message of somebody else, or of another run. */
  read(payload: Uint8Array): Canary | undefined {
    const [first = '', second = '', run, id] = Buffer.from(payload).toString('utf8', 0, 200).split(' ');
    return `${first} ${second}` === MARK && run === this.#run ? this.#all[Number(id)] : undefined;
  }
}
