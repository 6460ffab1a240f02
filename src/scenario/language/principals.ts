/** The keys `principal` and `principals` of a target profile: who connects, and what the target lets whom do. */
import { topicFilterFault } from '../../protocol/topics.ts';
import { object, oneOrMany, record, type Fields } from '../kinds/collections.ts';
import { checked, type Kind } from '../kinds/kind.ts';
import { boolean, text } from '../kinds/scalars.ts';
import type { NamedPrincipal, ProfilePrincipal, ProfileRights } from '../profile-types.ts';

const PRINCIPALS_MAX = 50;
const FILTERS_MAX = 20;

/** `%c` stands for a Client Identifier, in which nothing is that a filter could trip over. */
const filter = checked(text({ lengthMin: 1, expects: 'a Topic Filter' }), (value, node, reader) => {
  const fault = topicFilterFault(value.replaceAll('%c', 'c'), 5);
  if (fault === undefined) return true;
  reader.report('invalid-topic-filter', node.span, `this topic filter ${fault.reason} (${fault.clause})`);
  return false;
});

const filters = oneOrMany(filter, { max: FILTERS_MAX, what: 'Topic Filters' });

const rights = object<ProfileRights>(
  { what: 'rights' },
  {
    publish: { kind: filters, fallback: [], description: 'Topics to publish to, as Topic Filters.' },
    subscribe: { kind: filters, fallback: [], description: 'Topics to subscribe to and to get messages of.' },
  },
);

const FIELDS: Fields<ProfilePrincipal> = {
  username: { kind: text(), description: 'User name.' },
  password: { kind: text(), description: 'Password; `${env.NAME}` keeps it out of the file.' },
  passwordFile: {
    kind: text({ lengthMin: 1 }),
    description: 'A file with the password, as secrets are mounted.',
  },
  cert: { kind: text({ lengthMin: 1 }), description: 'File of a client certificate, in PEM.' },
  key: { kind: text({ lengthMin: 1 }), description: 'File of its private key, in PEM.' },
  clientId: {
    kind: checked(text({ lengthMin: 1 }), (value, node, reader) => {
      if (value.split('*').length === 2) return true;
      reader.report(
        'bad-value',
        node.span,
        'needs one `*`, which stands for what differs from client to client',
      );
      return false;
    }),
    description: 'The Client Identifiers that it may use, such as `device-*`; `*` is filled in.',
  },
  denied: { kind: rights, description: 'What the target keeps it from.' },
  allowed: { kind: rights, description: 'What the target lets it do, where others may not.' },
};

export const principal: Kind<ProfilePrincipal> = consistent(
  object<ProfilePrincipal>({ what: 'a principal' }, FIELDS),
);

export const principals: Kind<readonly (readonly [string, NamedPrincipal])[]> = record(
  consistent(
    object<NamedPrincipal>(
      { what: 'a principal' },
      {
        ...FIELDS,
        refused: {
          kind: boolean,
          fallback: false,
          description: 'True: the target does not let it connect.',
        },
      },
    ),
  ),
  {
    what: 'principals',
    max: PRINCIPALS_MAX,
    namePattern: /^[A-Za-z][\w-]{0,39}$/u,
    nameRule: 'a letter, then letters, digits, `-` or `_`, up to 40',
  },
);

/** Keys that exclude each other, and such that are nothing alone. */
function consistent<T extends ProfilePrincipal>(kind: Kind<T>): Kind<T> {
  return checked(kind, (value, _node, reader) => {
    const { password, passwordFile, cert, key } = value;
    if (password !== undefined && passwordFile !== undefined) {
      const span = reader.keySpanOf(value, 'password-file');
      reader.report('conflicting-keys', span, '`password` and `password-file` exclude each other');
      return false;
    }
    if ((cert === undefined) === (key === undefined)) return true;
    const span = reader.keySpanOf(value, cert === undefined ? 'key' : 'cert');
    reader.report('conflicting-keys', span, '`cert` and `key` belong together');
    return false;
  });
}
