import type { Properties } from '../../protocol/properties.ts';

/** A packet without some of its properties; undefined when it has none of them. */
export function withoutProperties<P extends { readonly properties?: Properties }>(
  packet: P,
  names: readonly (keyof Properties)[],
): P | undefined {
  const { properties } = packet;
  if (properties === undefined || names.every((name) => properties[name] === undefined)) return undefined;
  const kept = Object.entries(properties).filter(([name]) => !names.includes(name as keyof Properties));
  return { ...packet, properties: Object.fromEntries(kept) };
}
