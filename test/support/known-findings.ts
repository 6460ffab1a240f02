/** Real violations of real brokers, each checked against the specification and the broker's own source before it stands here. */
import type { ExecutionContext } from 'ava';
import type { RunOutcome } from '../../src/run/types.ts';
import { summary } from './run-scenario.ts';
import type { ShippedScenario } from './shipped.ts';

export interface KnownFinding {
  readonly broker: 'Mosquitto 2.0.11' | 'aedes 1' | 'aedes 2';
  readonly scenario: string;
  /** Invariants that fail in every run. */
  readonly fails: readonly string[];
  /** Invariants that fail in some runs, for the same reasons: the broker races with itself. */
  readonly mayFail?: readonly string[];
  readonly reason: string;
}

/** Of `aedes` 1.2.0 and 2.0.0-beta.1 alike; places are of the former. */
const AEDES_EMPTY_SESSION =
  'restoreSubs (lib/handlers/connect.js) says Session Present only where there are subscriptions, so a publisher is told that its ' +
  'session is gone (311:3.2.2-2, 5:3.2.2-3: its existence is part of the state, 311 section 3.1.2.4, 5 section 4.1)';
const AEDES_QUEUE_RACE =
  'emptyQueue (lib/handlers/connect.js) sends the queue of a resumed session piece by piece, from a copy, while restoreSubs has ' +
  'already let live messages through: these overtake it (311:4.6.0-6, 5:4.6.0-5), and what enters the queue meanwhile is sent ' +
  'twice, under two identifiers (311:4.3.3-1, 5:4.3.3-10, 4.4.0-1)';
const AEDES_PUBREL_OVERWRITES =
  'outgoingUpdate (aedes-persistence, asyncPersistence.js) compares brokerId and brokerCounter, which a PUBREL has not: the second ' +
  'PUBREL in flight overwrites the identifier of the first, whose exchange never ends, and its own message stays in the queue and ' +
  'is sent again as a PUBLISH (4.3.3-1, 5:4.3.3-4, -6)';
const AEDES_QUEUE_RETAIN =
  'enqueueOffline (aedes.js) keeps the flag that a message was published with, and emptyQueue (lib/handlers/connect.js) sends it so: ' +
  'whoever comes back to a session gets messages of an established subscription with RETAIN (311:3.3.1-9, 5:3.3.1-12)';
const AEDES_DUP =
  'aedes-packet copies the DUP flag of the publisher, and emptyQueue sends again without it (3.3.1-1, 3.3.1-3)';
const AEDES_TAKEOVER =
  'a takeover restores the subscriptions before it ends the first connection, so both get the message; an error of the queue ends ' +
  'the second as well, and the late end of the first takes the second from the list of clients, so that a third does not end it ' +
  '(3.1.4-2); a publisher that was told that its session is gone begins again with identifier 1, which enqueuePublish ' +
  '(lib/handlers/publish.js) still holds for received, so that new QoS 2 messages are acknowledged and dropped';

/** Reds wherever sessions are resumed or taken over. */
function aedesFindings(broker: 'aedes 1' | 'aedes 2'): KnownFinding[] {
  return [
    { broker, scenario: 'retained', fails: ['N2'], reason: AEDES_QUEUE_RETAIN },
    {
      broker,
      scenario: 'session-resume',
      fails: ['O1'],
      mayFail: ['Q2-3'],
      reason: [AEDES_QUEUE_RACE, AEDES_PUBREL_OVERWRITES].join('; '),
    },
    {
      broker,
      scenario: 'half-open',
      fails: [],
      mayFail: ['O1', 'Q1-2', 'Q2-2', 'Q2-3'],
      reason: [AEDES_QUEUE_RACE, AEDES_PUBREL_OVERWRITES].join('; '),
    },
    {
      broker,
      scenario: 'takeover',
      fails: ['S1'],
      mayFail: ['Q0-1', 'Q1-1', 'Q1-2', 'Q2-1', 'Q2-2', 'Q2-3', 'O1', 'O2', 'D1', 'S4'],
      reason: [
        AEDES_EMPTY_SESSION,
        AEDES_TAKEOVER,
        AEDES_QUEUE_RACE,
        AEDES_PUBREL_OVERWRITES,
        AEDES_DUP,
      ].join('; '),
    },
    {
      broker,
      scenario: 'unstable-network',
      fails: ['Q2-2', 'D1'],
      mayFail: ['Q1-2', 'Q2-1', 'Q2-3', 'O1', 'O2'],
      reason: [AEDES_PUBREL_OVERWRITES, AEDES_QUEUE_RACE, AEDES_DUP].join('; '),
    },
  ];
}

export const KNOWN_FINDINGS: readonly KnownFinding[] = [
  {
    broker: 'Mosquitto 2.0.11',
    scenario: 'flow-control',
    fails: ['F1'],
    reason:
      'db__message_delete_outgoing counts only the messages in flight in front of the acknowledged one, and then sends as many ' +
      'queued ones as fit the Receive Maximum; later versions ask db__ready_for_flight instead (5:3.3.4-9)',
  },
  {
    broker: 'Mosquitto 2.0.11',
    scenario: 'takeover',
    fails: [],
    mayFail: ['W1'],
    reason:
      'at 3.1.1 connect__on_authorised publishes the Will of a connection that is taken over only where its session or the new one is ' +
      'clean, and clears it otherwise (311:3.1.2-8: its Network Connection is closed without DISCONNECT)',
  },
  {
    broker: 'Mosquitto 2.0.11',
    scenario: 'shared-subscription',
    fails: [],
    mayFail: ['R3'],
    reason:
      'at 5.0 handle__subscribe asks retain__queue for every filter, and only later versions turn it away where it begins with $share/ ' +
      '(5:U-3.8.4-2)',
  },
  {
    broker: 'Mosquitto 2.0.11',
    scenario: 'will-delay',
    fails: ['W1'],
    reason:
      'where Clean Start ends a session, context__send_will puts a delayed Will back into the list of delays, and handle__connect then ' +
      'clears it: it is never published (5:3.1.2-8: the Session ends)',
  },
  {
    broker: 'Mosquitto 2.0.11',
    scenario: 'subscription-options',
    fails: ['Q1-1', 'N2'],
    reason:
      'where a filter is subscribed to again, sub__add_leaf (src/subs.c) takes over QoS and identifier, and leaves No Local and Retain As ' +
      'Published as they were (5:3.8.4-3: the new one replaces the old)',
  },
  {
    broker: 'Mosquitto 2.0.11',
    scenario: 'qos2-expiry',
    fails: [],
    mayFail: ['Q2-5'],
    reason:
      'db__message_write_inflight_out_single (src/database.c) forgets what has expired before it looks how far its exchange is: it sends ' +
      'neither PUBLISH nor PUBREL again (5:4.3.3-7); its clock ticks in seconds, so that some are in time',
  },
  {
    broker: 'aedes 2',
    scenario: 'subscription-options',
    fails: ['H3', 'Q2-3'],
    mayFail: ['Q1-1', 'Q2-1', 'Q2-2', 'Q1-2', 'N2', 'N3', 'O1', 'O2', 'D1', 'S2'],
    reason:
      'sendRetained (lib/handlers/subscribe.js) sends retained messages at the QoS at which they were published, for deliverQoS looks ' +
      'for the subscription by the topic and not by the filter (5:3.8.4-8); they are in no queue, so handlePubrec finds no packet and ' +
      'ends the connection over PUBREC (5:4.3.3-4)',
  },
  {
    broker: 'aedes 2',
    scenario: 'will-delay',
    fails: ['S1', 'P'],
    mayFail: ['W1', 'W2', 'W3'],
    reason: `its Wills bear their Will Delay Interval (5:U-2.2.2.2-1), and ${AEDES_EMPTY_SESSION}`,
  },
  {
    broker: 'aedes 2',
    scenario: 'qos2-expiry',
    fails: ['Q2-5'],
    reason:
      'emptyQueueFilter (lib/handlers/connect.js) drops what has expired, be its exchange begun or not: neither PUBLISH nor PUBREL is ' +
      'sent again (5:4.3.3-7)',
  },
  {
    broker: 'aedes 2',
    scenario: 'message-expiry',
    fails: [],
    mayFail: ['Q2-3'],
    reason: AEDES_PUBREL_OVERWRITES,
  },
  {
    broker: 'aedes 2',
    scenario: 'flow-control',
    fails: ['F1'],
    mayFail: ['D1', 'Q1-1', 'Q1-2', 'Q2-1', 'Q2-2', 'Q2-3', 'O1'],
    reason:
      'its connect handler says that Receive Maximum and Maximum Packet Size of the client are stored and not enforced on the ' +
      `delivery path (5:3.3.4-9, 5:3.1.2-24); ${AEDES_QUEUE_RACE}; ${AEDES_DUP}; ${AEDES_PUBREL_OVERWRITES}`,
  },
  {
    broker: 'aedes 2',
    scenario: 'shared-subscription',
    fails: ['S1'],
    reason: `it refuses Shared Subscriptions with 0x9E, as it may, and ${AEDES_EMPTY_SESSION}`,
  },
  {
    broker: 'aedes 2',
    scenario: 'properties',
    fails: ['N2', 'M2'],
    mayFail: ['Q1-2', 'Q2-2', 'Q2-3'],
    reason:
      'mqtt-packet reads User Properties into an object with a list for each name, so their order is lost where a name comes again ' +
      `(5:3.3.2-18); ${AEDES_QUEUE_RETAIN}; ${AEDES_PUBREL_OVERWRITES}; ${AEDES_QUEUE_RACE}`,
  },
  ...aedesFindings('aedes 1'),
  ...aedesFindings('aedes 2'),
];

/** The run passed, or failed in just the way that is known of the broker. */
export function judgeInterop(
  t: ExecutionContext,
  outcome: RunOutcome,
  broker: string,
  { name, deliveriesMin }: ShippedScenario,
): void {
  const known = KNOWN_FINDINGS.find((each) => each.broker === broker && each.scenario === name);
  const failed = outcome.check.invariants.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
  if (known !== undefined) {
    const { fails, mayFail = [] } = known;
    t.deepEqual(
      failed.filter((id) => !mayFail.includes(id)),
      fails,
      summary(outcome),
    );
    return;
  }
  t.is(outcome.check.verdict, 'pass', summary(outcome));
  const delivered = outcome.check.semantics.reduce((sum, row) => sum + row.delivered, 0);
  t.true(delivered >= deliveriesMin, `${delivered} deliveries`);
}
