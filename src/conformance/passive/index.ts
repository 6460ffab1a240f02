import { ANSWER_RULES } from './answers.ts';
import { CONNECTION_RULES } from './connection.ts';
import { DELIVERY_RULES } from './deliveries.ts';
import { LIMIT_RULES } from './limits.ts';
import { PACKET_RULES } from './packets.ts';
import type { PassiveRule } from './rule.ts';

export type { PassiveRule } from './rule.ts';

/** Every passive rule there is. */
export const PASSIVE_RULES: readonly PassiveRule[] = [
  ...CONNECTION_RULES,
  ...LIMIT_RULES,
  ...ANSWER_RULES,
  ...DELIVERY_RULES,
  ...PACKET_RULES,
];
