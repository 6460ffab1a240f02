/** Violations that one packet on one connection proves, equal ones counted together. */
import type { BrokerViolation } from '../../history/observer.ts';
import type { WitnessPacket, WitnessSource } from '../../history/witness.ts';
import type { ProtocolVersion } from '../../protocol/constants.ts';

/** Equal violations of one connection rule, whatever the client. */
export interface ViolationGroup {
  readonly clauses: readonly string[];
  readonly message: string;
  readonly client: number;
  readonly version: ProtocolVersion;
  readonly tUs: number;
  readonly witness: readonly WitnessPacket[];
  count: number;
  /** When and on whose connections, the first so many. */
  readonly occasions: ViolationOccasion[];
}

export interface ViolationOccasion {
  readonly client: number;
  readonly connection: number;
  readonly tUs: number;
}

const GROUPS_MAX = 200;
const WITNESS_PACKETS = 12;
const OCCASIONS_MAX = 1_000;

export class ViolationLedger {
  readonly #witness: WitnessSource | undefined;
  readonly #groups = new Map<string, ViolationGroup>();
  #omitted = 0;

  constructor(witness: WitnessSource | undefined) {
    this.#witness = witness;
  }

  /** Violations that have no group of their own any more. */
  get omitted(): number {
    return this.#omitted;
  }

  add(event: BrokerViolation, version: ProtocolVersion | undefined): void {
    const { clauses, message, client, connection, tUs } = event;
    const occasion = { client, connection, tUs };
    const key = `${clauses.join(' ')} ${message}`;
    const known = this.#groups.get(key);
    if (known !== undefined) {
      known.count += 1;
      if (known.occasions.length < OCCASIONS_MAX) known.occasions.push(occasion);
    } else if (this.#groups.size >= GROUPS_MAX) this.#omitted += 1;
    else {
      const witness = this.#witness?.packetsBefore(client, tUs, WITNESS_PACKETS) ?? [];
      this.#groups.set(key, {
        clauses,
        message,
        client,
        version: version ?? 5,
        tUs,
        witness,
        count: 1,
        occasions: [occasion],
      });
    }
  }

  toState(): ViolationGroup[] {
    return [...this.#groups.values()].map((group) => ({ ...group, occasions: [...group.occasions] }));
  }
}
