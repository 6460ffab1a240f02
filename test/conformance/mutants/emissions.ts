/** Brokers that send, behind every CONNACK or in its place, one packet that breaks a rule by itself. */
import type { Clause } from '../../../src/protocol/clause.ts';
import { PacketType, type ProtocolVersion } from '../../../src/protocol/constants.ts';
import { malformationsOf, type Malformation } from '../../../src/protocol/malformed/catalogue.ts';
import { PASSIVE_CLAUSES } from '../passive-clauses.ts';
import type { Mutant } from './mutant.ts';

function emits(entry: Malformation, version: ProtocolVersion): Mutant[] {
  const clause: Clause | undefined = entry.clauses[version];
  // Sections say less than statements: only what has a statement proves one.
  if (clause === undefined || !PASSIVE_CLAUSES.has(clause)) return [];
  const isConnack = entry.packetType === PacketType.connack;
  const mutant: Mutant = {
    id: `emits-${entry.id}-${version === 4 ? '3.1.1' : '5.0'}`,
    summary: `sends ${entry.summary}`,
    breaks: [clause],
    // Behind bytes that cannot be read nothing works any more.
    mayAlsoBreak: 'anything',
    tamper: () => () => ({
      toClient: (packet) => {
        if (packet.type !== PacketType.connack || packet.reasonCode !== 0) return [packet];
        return isConnack ? [entry.build(version)] : [packet, entry.build(version)];
      },
    }),
    cases: ({ statement }) => /:(?:3\.1\.4-[45]|3\.12\.4-1)$/u.test(statement),
  };
  return [mutant];
}

export const EMISSION_MUTANTS: readonly Mutant[] = ([4, 5] as const).flatMap((version) =>
  malformationsOf(version, 'server').flatMap((entry) => emits(entry, version)),
);
