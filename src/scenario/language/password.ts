import { jsonTemplate } from '../kinds/json-template.ts';
import { object } from '../kinds/collections.ts';
import { checked, mapped, type Kind } from '../kinds/kind.ts';
import { duration } from '../kinds/quantities.ts';
import { oneOf, template, text } from '../kinds/scalars.ts';
import type { JsonTemplate } from '../payload.ts';
import type { JwtSpec, PasswordSpec } from '../types.ts';
import { PER_CLIENT } from './per-client.ts';

/** Tokens that live shorter could be over before their CONNECT arrives. */
const LIFETIME_US_MIN = 2_000_000;
const HOUR_US = 3_600_000_000;

/** Claims that are set by `expires`. */
const OWN_CLAIMS = ['iat', 'exp'];

const claims: Kind<JsonTemplate> = checked(
  { ...jsonTemplate(PER_CLIENT, { generators: false }), expects: 'a map of claims' },
  (value, node, reader) => {
    if (value.kind !== 'map') {
      reader.report('wrong-type', node.span, 'needs a map of claims');
      return false;
    }
    const own = node.kind === 'map' ? node.entries.find(({ key }) => OWN_CLAIMS.includes(key)) : undefined;
    if (own !== undefined)
      reader.report('reserved-name', own.keySpan, `\`${own.key}\` comes from \`expires\``);
    return own === undefined;
  },
);

const jwt: Kind<JwtSpec> = checked(
  object<JwtSpec>(
    { what: '`jwt`' },
    {
      algorithm: {
        kind: oneOf('HS256', 'RS256', 'ES256'),
        description: 'How tokens are signed.',
        required: true,
      },
      key: {
        kind: text({ lengthMin: 1 }),
        description: 'The secret (HS256) or private key in PEM; keep it in ${env.NAME}.',
      },
      keyFile: {
        kind: text({ lengthMin: 1 }),
        description: 'A file with the secret (HS256) or private key in PEM.',
      },
      keyId: { kind: text({ lengthMin: 1 }), description: '`kid` in the header of tokens.' },
      claims: {
        kind: claims,
        description: 'Claims; text may differ by ${index} and ${row.column}.',
        fallback: { kind: 'map', entries: [] },
      },
      expires: {
        kind: duration({ min: LIFETIME_US_MIN }),
        description: 'How long a token is good for, in whole seconds.',
        fallback: HOUR_US,
      },
      reauthenticate: {
        kind: oneOf('never', 'before-expiry'),
        description: '`before-expiry`: the client connects again with a new token before its token expires.',
        fallback: 'never',
      },
    },
  ),
  (value, _node, reader) => {
    if (value.key !== undefined && value.keyFile !== undefined)
      reader.report(
        'conflicting-keys',
        reader.keySpanOf(value, 'key-file'),
        '`key` and `key-file` exclude each other',
      );
    else if (value.key !== undefined || value.keyFile !== undefined) return true;
    else if (!reader.hasKey(value, 'key', 'key-file'))
      reader.report('missing-key', reader.startOf(value), '`jwt` needs `key` or `key-file`');
    return false;
  },
);

const fixed = mapped(template(PER_CLIENT), (value): PasswordSpec => ({ kind: 'text', text: value }));
const minted = mapped(
  object<{ readonly jwt: JwtSpec }>(
    { what: '`password`' },
    { jwt: { kind: jwt, description: 'A JSON Web Token, minted for each client.', required: true } },
  ),
  (value): PasswordSpec => ({ kind: 'jwt', jwt: value.jwt }),
);

/** Text, or a token minted for each client as it connects. */
export const password: Kind<PasswordSpec> = {
  expects: 'text, or a map with `jwt`',
  read: (node, reader) => (node.kind === 'map' ? minted : fixed).read(node, reader),
  schema: (definitions) => ({ anyOf: [fixed.schema(definitions), minted.schema(definitions)] }),
};
