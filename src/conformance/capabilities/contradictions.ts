import type { Found } from './search.ts';

type Side = number | boolean | undefined;

/** A capability as its profile declares it, as CONNACK announces it, and as it was found. */
export interface Sides {
  readonly declared: Side;
  readonly announced: Side;
  readonly found: Found | boolean | undefined;
}

/** Where two of them cannot both be true, in words. */
export function contradictionsOf({ declared, announced, found }: Sides): string[] {
  const said = [
    ...(declared !== undefined && announced !== undefined && declared !== announced
      ? [`the profile declares ${words(declared)}, CONNACK announces ${words(announced)}`]
      : []),
  ];
  return [
    ...said,
    ...against('the profile declares', declared, found),
    // What CONNACK leaves out is the largest number there is: nobody tries that many, and fewer is not found by accident.
    ...against('CONNACK announces', announced, found),
  ];
}

function against(who: string, value: Side, found: Found | boolean | undefined): string[] {
  if (value === undefined || found === undefined) return [];
  const clash = `${who} ${words(value)}, found ${foundWords(found)}`;
  if (typeof found === 'boolean') return found === value ? [] : [clash];
  if (typeof value === 'boolean' || found.value === undefined) return [];
  const isLess = found.value < value && !found.isAtLeast;
  return isLess || found.value > value ? [clash] : [];
}

function words(value: number | boolean): string {
  if (typeof value === 'number') return String(value);
  return value ? 'that it is there' : 'that it is not there';
}

function foundWords(found: Found | boolean): string {
  if (typeof found === 'boolean') return found ? 'it' : 'nothing of it';
  const { value, isAtLeast, beyond } = found;
  return `${isAtLeast ? 'at least ' : ''}${value}${beyond === undefined ? '' : ` (${beyond})`}`;
}
