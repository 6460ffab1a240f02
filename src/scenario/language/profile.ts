import { list, object, type ObjectKind } from '../kinds/collections.ts';
import { PACKET_SIZE_MAX } from '../../protocol/constants.ts';
import { duration, size } from '../kinds/quantities.ts';
import { boolean, integer, oneOf, text } from '../kinds/scalars.ts';
import { hooks } from './hooks.ts';
import { principal, principals } from './principals.ts';
import type { ExpectedFailure, ProfileEnhanced, ProfileLimits, TargetProfileFile } from '../profile-types.ts';

const LINKS_MAX = 20;
const EXPECTED_MAX = 2_000;
const STEPS_MAX = 20;

const enhanced = object<ProfileEnhanced>(
  { what: '`enhanced-authentication`' },
  {
    method: { kind: text({ lengthMin: 1 }), required: true, description: 'Authentication Method.' },
    data: { kind: text(), fallback: '', description: 'Authentication Data of CONNECT.' },
    answers: {
      kind: list(text(), { max: STEPS_MAX, what: 'answers' }),
      fallback: [],
      description: 'Authentication Data of each AUTH of the client, in order.',
    },
    wrong: { kind: text(), fallback: 'wrong', description: 'Authentication Data that the target refuses.' },
  },
);

const limits = object<ProfileLimits>(
  { what: '`limits`' },
  {
    maximumQos: { kind: integer({ min: 0, max: 2 }), description: 'Highest QoS.' },
    retain: { kind: boolean, description: 'False: it keeps no retained messages.' },
    wildcards: { kind: boolean, description: 'False: it has no wildcard subscriptions.' },
    sessionMax: { kind: duration(), description: 'How long a session lives at most after its connection.' },
    topicPrefix: {
      kind: text(),
      description: 'In front of every Topic Name, where access rules ask for it.',
    },
    packetSize: {
      kind: size({ min: 2, max: PACKET_SIZE_MAX }),
      description: 'Largest PUBLISH, with its fixed header.',
    },
    topicLength: { kind: integer({ min: 1, max: 65_535 }), description: 'Bytes of the longest Topic Name.' },
    topicLevels: { kind: integer({ min: 1, max: 65_535 }), description: 'Levels of a Topic Name.' },
    clientIdLength: {
      kind: integer({ min: 1, max: 65_535 }),
      description: 'Bytes of the longest Client Identifier.',
    },
    receiveMaximum: {
      kind: integer({ min: 1, max: 65_535 }),
      description: 'Messages of a client that may be in flight.',
    },
    sentInFlight: {
      kind: integer({ min: 1, max: 65_535 }),
      description: 'Messages in flight to a client that acknowledges none.',
    },
  },
);

const expectedFailure = object<ExpectedFailure>(
  { what: 'an expected failure' },
  {
    id: { kind: text({ lengthMin: 3 }), required: true, description: 'Of a case or of a statement.' },
    reason: { kind: text({ lengthMin: 1 }), required: true, description: 'Why the target does so.' },
    link: { kind: text({ lengthMin: 1 }), description: 'Where that is written: source, issue, changelog.' },
    contains: {
      kind: text({ lengthMin: 1 }),
      required: true,
      description: 'Text that the failure has to contain; another failure is none that was expected.',
    },
  },
);

/** A file of `targets/`. */
export const profileFile: ObjectKind<TargetProfileFile> = object<TargetProfileFile>(
  { what: 'a target profile' },
  {
    name: {
      kind: text({ lengthMin: 1, lengthMax: 100 }),
      required: true,
      description: 'Broker and version.',
    },
    description: { kind: text(), fallback: '', description: 'Which configuration it stands for.' },
    source: {
      kind: oneOf('measured', 'documentation'),
      fallback: 'measured',
      description: 'Where what it says comes from: runs against the target, or its documentation alone.',
    },
    links: {
      kind: list(text({ lengthMin: 1 }), { max: LINKS_MAX, what: 'links' }),
      fallback: [],
      description: 'Documents that it rests on.',
    },
    durability: {
      kind: oneOf('none', 'restart', 'kill9'),
      description:
        'What the target keeps of sessions, messages and subscriptions when it ends: nothing, all over a restart in good order, or over kill -9 too.',
    },
    hooks: { kind: hooks, description: 'How it is restarted: programs that run where mqtt-bench runs.' },
    url: { kind: text({ lengthMin: 1 }), description: 'Where it is, unless the command line says.' },
    websocket: {
      kind: text({ lengthMin: 1 }),
      description: 'The same target over WebSocket: a ws or wss URL.',
    },
    principal: { kind: principal, description: 'Whose clients connect, where nothing else is asked for.' },
    principals: {
      kind: principals,
      fallback: [],
      description: 'Others, by name: who is refused, who must not do what, and who may.',
    },
    refused: { kind: principal, description: 'One more principal that the target refuses.' },
    deniedTopic: {
      kind: text({ lengthMin: 1 }),
      description: 'One more Topic Name that `principal` must not publish to; `*` is filled in.',
    },
    enhancedAuthentication: { kind: enhanced, description: 'A script of Enhanced Authentication.' },
    limits: { kind: limits, fallback: {}, description: 'What the target does not say itself.' },
    expectedFailures: {
      kind: list(expectedFailure, { max: EXPECTED_MAX, what: 'expected failures' }),
      fallback: [],
      description: 'Known deviations: one that is not there any more is an error.',
    },
  },
);
