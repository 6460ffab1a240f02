/** The course of a connection: what comes first, what comes once, what comes last. */
import { PacketType, packetName } from '../../protocol/constants.ts';
import type { PassiveRule } from './rule.ts';

export const CONNECTION_RULES: readonly PassiveRule[] = [
  {
    ids: { 4: ['311:3.2.0-1'], 5: ['5:3.2.0-1'] },
    expected: 'CONNACK before any other packet (in 5.0 AUTH may come before it)',
    watch: (view, report) => ({
      received: (packet) => {
        if (view.connack !== undefined) return;
        report.exercised();
        const isEarly = packet.type !== PacketType.connack && packet.type !== PacketType.auth;
        // A DISCONNECT there is judged by the rule made for it.
        if (isEarly && packet.type !== PacketType.disconnect)
          report.broken(`${packetName(packet.type)} came before CONNACK`);
      },
    }),
  },
  {
    ids: { 5: ['5:3.2.0-2'] },
    expected: 'one CONNACK on a connection',
    watch: (view, report) => ({
      received: (packet) => {
        if (packet.type !== PacketType.connack) return;
        report.exercised();
        if (view.connack !== undefined) report.broken('a second CONNACK came');
      },
    }),
  },
  {
    ids: { 4: ['311:3.2.2-1'], 5: ['5:3.2.2-2'] },
    expected: 'Session Present 0 where Clean Start (Clean Session) is 1',
    watch: (view, report) => ({
      received: (packet) => {
        if (packet.type !== PacketType.connack || view.connect?.cleanStart !== true || !view.isTrusted)
          return;
        report.exercised();
        if (packet.sessionPresent && packet.reasonCode === 0) report.broken('Session Present is 1');
      },
    }),
  },
  {
    ids: { 5: ['5:3.14.4-1'] },
    expected: 'nothing behind a DISCONNECT',
    watch: (_view, report) => {
      let isLeft = false;
      return {
        received: (packet) => {
          if (isLeft) report.broken(`${packetName(packet.type)} came behind DISCONNECT`);
          if (packet.type !== PacketType.disconnect) return;
          isLeft = true;
          report.exercised();
        },
      };
    },
  },
  {
    ids: { 5: ['5:3.14.0-1'] },
    expected: 'DISCONNECT only after a CONNACK with a Reason Code below 0x80',
    watch: (view, report) => ({
      received: (packet) => {
        if (packet.type !== PacketType.disconnect) return;
        report.exercised();
        if (view.connack === undefined) report.broken('DISCONNECT came before CONNACK');
        else if (view.connack.reasonCode >= 0x80) report.broken('DISCONNECT came after a refusing CONNACK');
      },
    }),
  },
  {
    ids: { 5: ['5:4.12.0-6'] },
    expected: 'no AUTH, and no Authentication Method in CONNACK, where CONNECT has no Authentication Method',
    watch: (view, report) => ({
      received: (packet) => {
        if (view.connect === undefined || view.connect.properties?.authenticationMethod !== undefined) return;
        if (packet.type === PacketType.auth) report.broken('AUTH came');
        if (packet.type !== PacketType.connack) return;
        report.exercised();
        if (packet.properties?.authenticationMethod !== undefined)
          report.broken('CONNACK names an Authentication Method');
      },
    }),
  },
];
