import type { Properties } from '../protocol/properties.ts';

/** The properties of one PUBLISH as history keeps them: plain data, so Correlation Data is hexadecimal. */
export type MessageProperties = Omit<Properties, 'correlationData'> & { readonly correlationData?: string };

/** Properties of a packet; undefined for none. */
export function messageProperties(properties: Properties | undefined): MessageProperties | undefined {
  if (properties === undefined) return undefined;
  const { correlationData, ...rest } = properties;
  return correlationData === undefined ? rest : { ...rest, correlationData: hexText(correlationData) };
}

export function hexText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
