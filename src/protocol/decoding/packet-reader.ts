/**
 * A cursor over the bytes of one packet. The first broken rule sticks, and the cursor jumps to the end: readers need no
 * check behind each field, loops end by themselves, and nothing is thrown.
 */
import type { ProtocolVersion, Side } from '../constants.ts';
import { copyBytes, decodeText, TextTrait, textTraits } from '../utf8.ts';
import { FramingRule, type Rule } from './rules.ts';

const NO_BYTES = Buffer.alloc(0);

export class PacketReader {
  bytes: Buffer = NO_BYTES;
  position = 0;
  end = 0;
  version: ProtocolVersion = 4;
  /** Who sent the packet; undefined accepts what either may send. */
  sender: Side | undefined;

  /** The first broken rule. */
  rule: Rule | undefined;
  faultPosition = 0;
  detail = '';

  /** What the last string or binary field covered. */
  fieldStart = 0;
  fieldEnd = 0;
  /** Traits of the last string: bits of `TextTrait`. */
  fieldTraits = 0;

  /** The last property section: a bit for each place in the property table, and the Topic Alias (0 without). */
  propertiesSeen = 0;
  topicAlias = 0;

  /** Starts on `start … end-1`; the version and the sender stay. */
  reset(bytes: Buffer, start: number, end: number): void {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
    this.rule = undefined;
    this.detail = '';
    this.propertiesSeen = 0;
    this.topicAlias = 0;
  }

  /** Lets go of the caller's memory. */
  release(): void {
    this.bytes = NO_BYTES;
  }

  get failed(): boolean {
    return this.rule !== undefined;
  }

  fail(rule: Rule, at = this.position, detail = ''): void {
    if (this.rule === undefined) {
      this.rule = rule;
      this.faultPosition = at;
      this.detail = detail;
    }
    this.position = this.end;
  }

  u8(): number {
    if (this.position >= this.end) return this.#truncated();
    const value = this.bytes[this.position] as number;
    this.position += 1;
    return value;
  }

  u16(): number {
    const at = this.position;
    if (at + 2 > this.end) return this.#truncated();
    this.position = at + 2;
    return ((this.bytes[at] as number) << 8) | (this.bytes[at + 1] as number);
  }

  u32(): number {
    if (this.position + 4 > this.end) return this.#truncated();
    const high = this.u16();
    return high * 0x1_0000 + this.u16();
  }

  /** A Variable Byte Integer inside a 5.0 packet. */
  varint(): number {
    const start = this.position;
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.u8();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (byte === 0 && shift > 0) this.fail(FramingRule.shortestVarint, start);
        return this.failed ? 0 : value;
      }
    }
    this.fail(FramingRule.varintSize, start);
    return 0;
  }

  /** Checks a UTF-8 Encoded String and leaves its range in the `field…` members. */
  skipText(): void {
    this.skipBinary();
    const traits = textTraits(this.bytes, this.fieldStart, this.fieldEnd);
    this.fieldTraits = traits;
    if ((traits & (TextTrait.illFormed | TextTrait.nul)) === 0) return;
    this.fail(
      (traits & TextTrait.illFormed) === 0 ? FramingRule.nulCharacter : FramingRule.illFormedText,
      this.fieldStart,
    );
  }

  text(): string {
    this.skipText();
    return this.failed ? '' : decodeText(this.bytes, this.fieldStart, this.fieldEnd, this.fieldTraits);
  }

  /** Passes over Binary Data and leaves its range in the `field…` members. */
  skipBinary(): void {
    const length = this.u16();
    this.fieldStart = this.position;
    if (this.position + length > this.end) this.#truncated();
    else this.position += length;
    this.fieldEnd = this.failed ? this.fieldStart : this.position;
  }

  /** Binary Data, copied. */
  binary(): Uint8Array {
    this.skipBinary();
    return copyBytes(this.bytes, this.fieldStart, this.fieldEnd);
  }

  #truncated(): 0 {
    this.fail(FramingRule.truncated);
    return 0;
  }
}
