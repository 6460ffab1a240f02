import { describePacket } from '../protocol/describe.ts';
import type { ProtocolVersion } from '../protocol/constants.ts';
import { encodePacket } from '../protocol/encode.ts';
import type { Packet } from '../protocol/packets.ts';
import { masked } from './secrets.ts';

/** One thing that happened on a connection of a case. */
export interface JournalEntry {
  readonly tUs: number;
  /** Which of the case's connections. */
  readonly link: string;
  /** `note` for what is no packet: opened, closed. */
  readonly direction: 'out' | 'in' | 'note';
  readonly text: string;
  readonly bytes: Uint8Array;
}

const ENTRIES_MAX = 2_000;
const BYTES_MAX = 1024 * 1024;

/** What a case sent and got, in order: its witness. Bounded; the first entries stay, as they tell how it came about. */
export class PacketJournal {
  readonly entries: JournalEntry[] = [];
  #bytes = 0;
  #dropped = 0;

  /** Entries that found no room. */
  get dropped(): number {
    return this.#dropped;
  }

  note(tUs: number, link: string, text: string): void {
    this.#add({ tUs, link, direction: 'note', text, bytes: new Uint8Array(0) });
  }

  packet(
    tUs: number,
    link: string,
    direction: 'out' | 'in',
    what: {
      readonly packet?: Packet;
      readonly text?: string;
      readonly bytes: Uint8Array;
      readonly version: ProtocolVersion;
    },
  ): void {
    const { packet, version } = what;
    const text = packet === undefined ? (what.text ?? '') : describePacket(packet, version);
    const own = Uint8Array.from(what.bytes);
    const shown = packet === undefined ? packet : masked(packet);
    const bytes =
      shown === undefined || shown === packet ? own : Uint8Array.from(encodePacket(shown, version));
    this.#add({ tUs, link, direction, text, bytes });
  }

  #add(entry: JournalEntry): void {
    if (this.entries.length >= ENTRIES_MAX || this.#bytes + entry.bytes.length > BYTES_MAX) {
      this.#dropped += 1;
      return;
    }
    this.#bytes += entry.bytes.length;
    this.entries.push(entry);
  }
}
