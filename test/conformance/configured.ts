import { aclAccess } from '../../src/broker/acl.ts';
import type { EnhancedAuthentication } from '../../src/broker/auth/authentication.ts';
import type { BrokerOptions } from '../../src/broker/options.ts';
import type { TargetProfile } from '../../src/conformance/facts.ts';

const METHOD = 'two-step';

/** One challenge and one answer. */
const TWO_STEP: EnhancedAuthentication = {
  start: () => {
    let isAsked = false;
    return (data) => {
      if (!isAsked) {
        isAsked = true;
        return { kind: 'continue', data: Buffer.from('who are you?') };
      }
      return Buffer.from(data ?? []).toString() === 'right'
        ? { kind: 'success', username: 'somebody' }
        : { kind: 'failure', message: 'this is not the right answer' };
    };
  },
};

/** A broker with everything that a profile can set up, and anonymous clients beside it. */
export const CONFIGURED: { readonly broker: BrokerOptions; readonly profile: TargetProfile } = {
  broker: {
    authenticate: ({ username }) =>
      username === 'refused'
        ? { ok: false, reason: 'bad-credentials', message: 'this user is refused' }
        : { ok: true, username },
    access: aclAccess({
      rules: [{ effect: 'deny', action: 'publish', filter: 'denied/#' }],
      otherwise: 'allow',
    }),
    enhanced: { [METHOD]: TWO_STEP },
    // A packet above it is cheap to make, and long Topic Names still fit.
    features: { maximumPacketSize: 200_000 },
  },
  profile: {
    name: 'configured',
    wrongPrincipal: { username: 'refused', password: Buffer.from('x') },
    deniedTopic: 'denied/*',
    enhanced: {
      method: METHOD,
      data: Buffer.from('hello'),
      answers: [Buffer.from('right')],
      wrong: Buffer.from('wrong'),
    },
  },
};
