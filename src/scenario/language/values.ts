/** Kinds of value that several parts of the language share. */
import { SESSION_NEVER_EXPIRES, type ProtocolVersion, type QoS } from '../../protocol/constants.ts';
import { oneOrMany, record } from '../kinds/collections.ts';
import { INTERPOLATED, mapped, type Kind } from '../kinds/kind.ts';
import { duration } from '../kinds/quantities.ts';
import { integer, oneOf, text } from '../kinds/scalars.ts';
import type { UserProperties } from '../types.ts';

const SECOND_US = 1_000_000;
/** The longest an MQTT interval of 32 bits can be without meaning "never". */
const SECONDS_32_BIT_US = 0xffff_fffe * SECOND_US;

export const qos: Kind<QoS> = mapped(integer({ min: 0, max: 2, expects: 'a QoS' }), (value) =>
  value === 0 || value === 1 || value === 2 ? value : undefined,
);

/** A bare 5.0 is a number in YAML, and meant well. */
export const protocolVersion: Kind<ProtocolVersion> = {
  ...mapped(oneOf('3.1.1', '5.0', '5'), (word): ProtocolVersion => (word === '3.1.1' ? 4 : 5)),
  expects: '`"3.1.1"` or `"5.0"`',
  schema: () => ({ anyOf: [{ enum: ['3.1.1', '5.0', '5', 5] }, INTERPOLATED] }),
};

/** A duration that MQTT carries in whole seconds. */
export function seconds(maxUs: number = SECONDS_32_BIT_US): Kind<number> {
  return mapped(duration({ max: maxUs }), (us, node, reader) => {
    if (us % SECOND_US === 0) return us / SECOND_US;
    reader.report('bad-value', node.span, 'MQTT counts this in whole seconds');
    return undefined;
  });
}

/** Keep Alive has 16 bits. */
export const keepAlive = seconds(65_535 * SECOND_US);

const finiteExpiry = seconds();

/** Seconds; `never` is 0xFFFFFFFF. */
export const sessionExpiry: Kind<number> = {
  expects: 'a duration such as `1h`, or `never`',
  read: (node, reader) =>
    node.kind === 'scalar' && node.text === 'never' ? SESSION_NEVER_EXPIRES : finiteExpiry.read(node, reader),
  schema: (definitions) => ({ anyOf: [{ enum: ['never'] }, finiteExpiry.schema(definitions)] }),
};

const namesAndTexts = record(text(), {
  what: 'User Properties',
  max: 100,
  namePattern: /^[^\u0000]*$/u,
  nameRule: 'any text',
});

/** A list of maps where a name comes more than once: MQTT keeps all of them, in their order. */
export const userProperties: Kind<UserProperties> = mapped(
  oneOrMany(namesAndTexts, { max: 100, what: 'maps of User Properties' }),
  (maps, node, reader) => {
    const all = maps.flat();
    reader.remember(all, node);
    return all;
  },
);

/** Reason Codes have 8 bits; YAML knows `0x87`. */
export const reasonCode: Kind<number> = integer({ min: 0, max: 255, expects: 'a Reason Code' });

/** Microseconds. */
export const RECONNECT_DELAYS = { initialDelay: 1_000_000, maxDelay: 30_000_000 };
