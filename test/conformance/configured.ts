import { aclAccess } from '../../src/broker/acl.ts';
import type { AccessControl } from '../../src/broker/access.ts';
import { passwordAuthentication } from '../../src/broker/auth/password.ts';
import type { BrokerOptions } from '../../src/broker/options.ts';
import {
  EMBEDDED_ACL,
  EMBEDDED_EXCHANGE,
  embeddedPrincipals,
  embeddedSettings,
} from '../../src/cli/conformance/embedded-target.ts';
import { enhancedAuthentication, withoutUsers } from '../../src/cli/embedded/broker-options.ts';
import type { TargetProfile } from '../../src/conformance/facts.ts';

const PASSWORD = 'of the tests';
const SETTINGS = embeddedSettings(PASSWORD);

export interface Configured {
  readonly broker: BrokerOptions;
  readonly profile: TargetProfile;
  /** The rules of the broker, with nothing left for these users. */
  readonly accessWithout: (usernames: readonly string[]) => AccessControl;
}

/** A broker with everything that a profile can set up, and anonymous clients beside it: the one that the command starts. */
export const CONFIGURED: Configured = {
  broker: {
    authenticate: passwordAuthentication({ users: SETTINGS.accepts?.users ?? [], allowsAnonymous: true }),
    access: aclAccess(EMBEDDED_ACL),
    enhanced: enhancedAuthentication(SETTINGS),
    // A packet above it is cheap to make, and long Topic Names still fit.
    features: { maximumPacketSize: 200_000 },
  },
  profile: { name: 'configured', ...embeddedPrincipals(PASSWORD), enhanced: EMBEDDED_EXCHANGE },
  accessWithout: (usernames) => aclAccess(withoutUsers(EMBEDDED_ACL, usernames)),
};
