import { object } from '../kinds/collections.ts';
import { checked, type Kind } from '../kinds/kind.ts';
import { groupNames } from '../kinds/members.ts';
import { boolean, oneOf } from '../kinds/scalars.ts';
import type { EmbeddedSpec } from '../types.ts';

/** The broker that a scenario runs on where no target is given. */
export const embedded: Kind<EmbeddedSpec> = checked(
  object<EmbeddedSpec>(
    { what: '`embedded`' },
    {
      listener: {
        kind: oneOf('mqtt', 'mqtts', 'ws', 'wss'),
        description: 'How clients reach it; for mqtts and wss it makes certificates that its clients trust.',
        fallback: 'mqtt',
      },
      accepts: {
        kind: groupNames,
        description:
          'Groups whose passwords or tokens are right: any other is refused. Everyone where absent.',
      },
      clientCertificates: {
        kind: boolean,
        description: 'Each client needs a certificate, and gets one (mqtts and wss).',
        fallback: false,
      },
      enforceAccess: {
        kind: boolean,
        description: 'It enforces the policy under `access`.',
        fallback: false,
      },
    },
  ),
  (value, _node, reader) => {
    if (!value.clientCertificates || value.listener === 'mqtts' || value.listener === 'wss') return true;
    reader.report(
      'conflicting-keys',
      reader.keySpanOf(value, 'client-certificates'),
      '`client-certificates` needs TLS',
      'say `listener: mqtts` or `listener: wss`',
    );
    return false;
  },
);
