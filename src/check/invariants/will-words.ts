import type { IntervalSet } from '../../base/interval-set.ts';

/** `of connection 3`, `of connections 1, 2, 3 and 7 more`: message `n` of a Will flow is that of connection `n + 1`. */
export function ofConnections(seqs: IntervalSet): string {
  const shown = seqs.take(3).map((seq) => seq + 1);
  const rest = seqs.size - shown.length;
  const more = rest === 0 ? '' : ` and ${rest} more`;
  return `of ${seqs.size === 1 ? 'connection' : 'connections'} ${shown.join(', ')}${more}`;
}

/** `2.0 s`. */
export function secondsText(us: number): string {
  return `${(us / 1_000_000).toFixed(us < 1_000_000 ? 3 : 1)} s`;
}
