import type { CapabilityReport } from '../../results/conformance.ts';

/** What was found of a capability, in words: `at least 1000 messages`, `200 levels; 201: the connection is closed`. */
export function foundWords({ found, unit, isAtLeast, beyond, unknown }: CapabilityReport): string {
  if (found === undefined) return `not found out: ${unknown ?? 'nobody tried'}`;
  const value = capabilityValue(found, unit);
  const more = beyond === undefined ? '' : `; ${beyond}`;
  return `${isAtLeast === true ? 'at least ' : ''}${value}${more}`;
}

/** A value with its unit: `1048576 bytes`, `yes`. */
export function capabilityValue(value: number | boolean, unit: CapabilityReport['unit']): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return unit === undefined ? String(value) : `${value} ${value === 1 ? unit.slice(0, -1) : unit}`;
}
