/** Numbers in sentences. */

/** `12,345`, `0.5`. */
export function count(value: number): string {
  return value.toLocaleString('en-US', {
    maximumSignificantDigits: value < 100 ? 3 : 21,
    maximumFractionDigits: value < 100 ? 3 : 0,
  });
}

/** `5,000 messages a second`. */
export function rate(perSecond: number): string {
  return `${count(perSecond >= 100 ? Math.round(perSecond) : perSecond)} messages a second`;
}
