/** Servers that speak WebSocket wrongly: served by `websocket.test.ts`, over sockets. */
import type { Clause } from '../../../src/protocol/clause.ts';

export interface WebSocketMutant {
  readonly id: string;
  readonly summary: string;
  readonly breaks: readonly Clause[];
  readonly selects?: string;
  readonly takesText?: true;
  readonly sendsText?: true;
  /** Reads each message as packets of its own. */
  readonly wantsWhole?: true;
  /** Serves clients that do not offer `mqtt`. */
  readonly takesAll?: true;
  /** The cases that find it, without the version. */
  readonly red: readonly string[];
}

export const WEBSOCKET_MUTANTS: readonly WebSocketMutant[] = [
  {
    id: 'other-subprotocol',
    summary: 'selects another subprotocol',
    breaks: ['311:6.0.0-4', '5:6.0.0-4'],
    selects: 'mqtt-bench-other',
    red: ['6.0.0-4/among-others', '6.0.0-3'],
  },
  {
    id: 'text-frames-read',
    summary: 'reads text frames',
    breaks: ['311:6.0.0-1', '5:6.0.0-1'],
    takesText: true,
    red: ['6.0.0-1/connect', '6.0.0-1/later'],
  },
  {
    id: 'text-frames-sent',
    summary: 'sends text frames',
    breaks: ['311:6.0.0-1', '5:6.0.0-1'],
    sendsText: true,
    red: ['6.0.0-1/binary'],
  },
  {
    id: 'whole-packets-wanted',
    summary: 'wants whole packets in each frame',
    breaks: ['311:6.0.0-2', '5:6.0.0-2'],
    wantsWhole: true,
    red: ['6.0.0-2/split', '6.0.0-2/joined'],
  },
  {
    id: 'no-subprotocol-wanted',
    summary: 'serves clients that do not offer mqtt',
    breaks: ['311:6.0.0-3', '5:6.0.0-3'],
    takesAll: true,
    red: ['6.0.0-3'],
  },
];
