/** Sessions (section 4.1), and how connections end (sections 3.14, 4.13). */
import { PacketType } from '../../../src/protocol/constants.ts';
import { withoutProperties } from '../../../src/broker/defects/without-properties.ts';
import { isA, replacing, withProperties, type Mutant } from './mutant.ts';

/** After this long a connection's subscriptions are forgotten. */
const FORGETFUL_US = 2_400_000;

export const SESSION_MUTANTS: readonly Mutant[] = [
  {
    id: 'session-ends-while-connected',
    summary: 'forgets the subscriptions of a connection after 2.4 s',
    breaks: ['311:4.1.0-2', '5:4.1.0-1'],
    // A Will that is due later than that.
    mayAlsoBreak: ['311:3.1.2-8', '5:3.1.2-8'],
    intercept: ({ clock }) => {
      const since = new Map<string, number>();
      const nowUs = (): number => clock?.nowUs() ?? 0;
      return {
        incoming: (_owner, packet) => {
          if (isA(packet, PacketType.connect)) since.set(packet.clientId, nowUs());
          return [packet];
        },
        deliver: (session, delivery, emit) => {
          const isLong = nowUs() - (since.get(session.clientId) ?? nowUs()) > FORGETFUL_US;
          if (!isLong || session.outlet === undefined) emit(delivery);
        },
      };
    },
  },
  {
    id: 'session-lasts-for-one-return',
    summary: 'forgets the subscriptions of a Session when it is resumed for the second time',
    breaks: ['311:4.1.0-1', '5:3.1.2-23'],
    intercept: () => {
      const returned = new Set<string>();
      return {
        resumed: (session, subscriptions) => {
          if (returned.has(session.clientId)) subscriptions.removeAll(session);
          returned.add(session.clientId);
        },
      };
    },
  },
  {
    id: 'expiry-of-disconnect-ignored',
    summary: 'ignores the Session Expiry Interval of DISCONNECT',
    breaks: ['5:U-3.14.2.2.2-2', '5:U-3.14.2.2.2-1'],
    intercept: () => ({
      incoming: replacing(PacketType.disconnect, (packet) =>
        withoutProperties(packet, ['sessionExpiryInterval']),
      ),
    }),
  },
  {
    id: 'disconnect-with-error-ignored',
    summary: 'stays on when a client leaves for an error',
    breaks: ['5:U-3.14.4-1'],
    tamper: () => () => ({
      toBroker: (packet) =>
        packet.type === PacketType.disconnect && packet.reasonCode >= 0x80 ? [] : [packet],
      // Whether a server may be told that code or not.
      broken: (_bytes, error) => (error?.packetType === PacketType.disconnect ? [] : undefined),
    }),
    cases: ({ id }) => /disconnect|^5:(?:U-)?3\.14|^5:4\.13\.2/u.test(id),
  },
  {
    id: 'session-of-clean-start-dropped',
    summary: 'stores no Session that began with Clean Start, whatever its expiry interval',
    breaks: ['5:3.1.2-23'],
    intercept: () => ({
      incoming: replacing(PacketType.connect, (packet) =>
        packet.cleanStart ? withoutProperties(packet, ['sessionExpiryInterval']) : undefined,
      ),
    }),
  },
  {
    id: 'expiry-never-comes',
    summary: 'keeps Sessions for good, whatever their expiry interval',
    breaks: ['5:4.1.0-2'],
    // A Will that is due at the end of its Session.
    mayAlsoBreak: ['5:3.1.2-8', '5:U-3.14.2.2.2-1'],
    intercept: () => ({
      incoming: (_owner, packet) => {
        const kept = { sessionExpiryInterval: 0xffff_ffff };
        if (isA(packet, PacketType.connect) && !packet.cleanStart) return [withProperties(packet, kept)];
        if (isA(packet, PacketType.disconnect) && packet.properties !== undefined)
          return [withoutProperties(packet, ['sessionExpiryInterval']) ?? packet];
        return [packet];
      },
    }),
  },
  {
    id: 'disconnect-not-answered',
    summary: 'leaves it to the client to close the connection behind its DISCONNECT',
    breaks: ['311:U-3.14.4-1', '5:U-3.14.4-1'],
    mayAlsoBreak: ['5:4.13.2-1'],
    tamper: () => () => {
      let isAccepted = false;
      let isLeft = false;
      return {
        toClient: (packet) => {
          isAccepted ||= packet.type === PacketType.connack;
          return [packet];
        },
        toBroker: (packet) => {
          isLeft ||= isAccepted && packet.type === PacketType.disconnect;
          return [packet];
        },
        hidesEnd: () => isLeft,
      };
    },
  },
  {
    id: 'stays-open-behind-disconnect',
    summary: 'sends DISCONNECT and leaves the connection open',
    breaks: ['5:3.14.4-2', '5:4.13.2-1'],
    tamper: () => () => {
      let isTold = false;
      return {
        toClient: (packet) => {
          isTold ||= packet.type === PacketType.disconnect;
          return [packet];
        },
        hidesEnd: () => isTold,
      };
    },
  },
  {
    id: 'speaks-behind-disconnect',
    summary: 'sends a PINGRESP behind DISCONNECT',
    breaks: ['5:3.14.4-1'],
    tamper: () => () => ({
      toClient: (packet) =>
        packet.type === PacketType.disconnect ? [packet, { type: PacketType.pingresp }] : [packet],
    }),
  },
  {
    id: 'closes-without-reason',
    summary: 'just closes connections',
    breaks: ['5:U-4.13.1-1'],
    options: (options) => ({ ...options, choices: { ...options.choices, disconnectsBeforeClose: false } }),
  },
  {
    id: 'error-ends-other-connections',
    summary: 'closes all connections when one of them sends what is broken',
    breaks: ['311:U-4.8-1', '5:U-4.13.2-1'],
    mayAlsoBreak: ['311:U-alive', '5:U-alive'],
    tamper: () => {
      const open: (() => void)[] = [];
      return (handle) => {
        open.push(() => handle.close());
        return {
          broken: () => {
            for (const close of open.splice(0)) close();
            return undefined;
          },
        };
      };
    },
    cases: ({ statement }) => statement === '311:U-4.8-1' || statement === '5:U-4.13.2-1',
  },
];
