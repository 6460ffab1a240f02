/** What a Will may say about itself. */
import { STAMP_PROPERTY_NAME } from '../language/limits.ts';
import type { Reader } from '../reader.ts';
import type { Group } from '../types.ts';

export function checkWill({ will }: Group, reader: Reader): void {
  if (will === undefined) return;
  const { payload, payloadFormat, userProperties } = will;
  if (payloadFormat === 'utf-8' && payload === undefined)
    reader.report(
      'conflicting-keys',
      reader.keySpanOf(will, 'payload-format'),
      '`payload-format: utf-8` says that the payload is text, and the mark of a Will without `payload` is not',
      'give it a `payload`',
    );
  if (userProperties?.some(([name]) => name === STAMP_PROPERTY_NAME) === true)
    reader.report(
      'reserved-name',
      reader.spanOf(userProperties),
      `the User Property \`${STAMP_PROPERTY_NAME}\` is where stamps stand`,
    );
}
