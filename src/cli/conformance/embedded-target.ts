/** The embedded broker as the suite meets it where no target is named: with users, rules and listeners, so that no case lacks anything. */
import { randomBytes } from 'node:crypto';
import { present } from '../../base/assert.ts';
import type { AclOptions } from '../../broker/acl.ts';
import type { RightsControl } from '../../conformance/principals.ts';
import { startEmbeddedBroker, type EmbeddedBroker } from '../embedded-broker.ts';
import type { EmbeddedSettings } from '../embedded/settings.ts';
import type { LoadedPrincipal } from './dial.ts';
import type { LoadedProfile } from './profile.ts';

export interface ConformanceTarget {
  readonly url: string;
  readonly loaded: LoadedProfile;
  readonly rights: RightsControl;
  close(): Promise<void>;
}

/** What is kept is the keeper's alone, and what is own is of one Client Identifier; the rest is everybody's. */
export const EMBEDDED_ACL: AclOptions = {
  rules: [
    { effect: 'allow', action: 'both', filter: 'kept/#', username: 'keeper' },
    { effect: 'deny', action: 'both', filter: 'kept/#' },
    { effect: 'allow', action: 'both', filter: 'own/%c/#', username: 'guest' },
    { effect: 'deny', action: 'both', filter: 'own/#' },
  ],
  otherwise: 'allow',
};

const NOTHING = { publish: [], subscribe: [] };
const KEPT = { publish: ['kept/#'], subscribe: ['kept/#'] };
const OPEN = { publish: ['open/#', 'own/%c/#'], subscribe: ['open/#', 'own/%c/#'] };
const METHOD = 'question-and-answer';

export interface EmbeddedPrincipals {
  /** Whom clients usually are: nobody in particular. */
  readonly principal: LoadedPrincipal;
  readonly principals: readonly LoadedPrincipal[];
}

/** Who there is, and what `EMBEDDED_ACL` lets them do. */
export function embeddedPrincipals(password: string): EmbeddedPrincipals {
  const right = Buffer.from(password);
  return {
    principal: { name: 'anonymous clients', isRefused: false, denied: KEPT, allowed: NOTHING },
    principals: [
      {
        name: 'keeper',
        username: 'keeper',
        password: right,
        isRefused: false,
        denied: NOTHING,
        allowed: KEPT,
      },
      { name: 'guest', username: 'guest', password: right, isRefused: false, denied: KEPT, allowed: OPEN },
      {
        name: 'impostor',
        username: 'keeper',
        password: Buffer.from(`not ${password}`),
        isRefused: true,
        denied: NOTHING,
        allowed: NOTHING,
      },
    ],
  };
}

/** Settings of the broker for `embeddedPrincipals`. */
export function embeddedSettings(password: string): EmbeddedSettings {
  return {
    listener: 'mqtt',
    webSocket: true,
    accepts: {
      users: [
        { username: 'keeper', password },
        { username: 'guest', password },
      ],
      keys: [],
      anonymous: true,
    },
    acl: EMBEDDED_ACL,
    challenges: { [METHOD]: { question: 'who are you?', answer: 'somebody', username: 'somebody' } },
  };
}

export const EMBEDDED_EXCHANGE = {
  method: METHOD,
  data: Buffer.from('hello'),
  answers: [Buffer.from('somebody')],
  wrong: Buffer.from('nobody'),
};

/** Starts it on free ports, with a password that nobody else knows. */
export async function startConformanceTarget(): Promise<ConformanceTarget> {
  const password = randomBytes(16).toString('hex');
  const broker = await startEmbeddedBroker(embeddedSettings(password));
  const loaded: LoadedProfile = {
    url: broker.url,
    webSocketUrl: present(broker.urls[1], 'the WebSocket listener'),
    ...embeddedPrincipals(password),
    profile: { name: 'embedded broker', enhanced: EMBEDDED_EXCHANGE },
    expectedFailures: [],
    hooks: {},
  };
  return { url: broker.url, loaded, rights: rightsAt(broker), close: () => broker.close() };
}

function rightsAt(broker: EmbeddedBroker): RightsControl {
  return {
    revoke: ({ username }) => broker.revokeUsers(username === undefined ? [] : [username]),
    restore: () => broker.revokeUsers([]),
  };
}
