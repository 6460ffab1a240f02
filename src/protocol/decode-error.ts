/** Why bytes were refused. Plain data: hostile bytes are expected, so nothing is thrown. */
import type { Clause } from './clause.ts';
import { packetName, type ProtocolVersion, type Side } from './constants.ts';
import type { DecodeErrorKind, Rule } from './decoding/rules.ts';

export type { DecodeErrorKind } from './decoding/rules.ts';

export interface DecodeError {
  readonly kind: DecodeErrorKind;
  /** The rule that was broken. */
  readonly clause: Clause;
  /** The 5.0 Reason Code that fits. 0x84 (unsupported version) is Connect Return Code 1 in 3.1.1. */
  readonly reasonCode: number;
  /** Where in the stream, in bytes from its first. */
  readonly offset: number;
  /** Undefined while not even the first byte made sense. */
  readonly packetType: number | undefined;
  /** The version it was judged by; for a CONNECT of an unsupported version, the one to answer in. Undefined before CONNECT. */
  readonly version: ProtocolVersion | undefined;
  readonly message: string;
}

export interface DecodeErrorContext {
  readonly version: ProtocolVersion | undefined;
  readonly sender: Side | undefined;
  readonly packetType: number;
  readonly offset: number;
  readonly detail: string;
}

/** A broken rule, told for the version and the direction in which it was broken. */
export function decodeError(rule: Rule, context: DecodeErrorContext): DecodeError {
  const { version, packetType, offset, detail } = context;
  const what = detail === '' ? rule.message : `${rule.message}: ${detail}`;
  return {
    kind: rule.kind,
    clause: clauseOf(rule, version, context.sender),
    reasonCode: rule.reasonCode,
    offset,
    packetType,
    version,
    message: `${packetName(packetType)}: ${what}`,
  };
}

function clauseOf(rule: Rule, version: ProtocolVersion | undefined, sender: Side | undefined): Clause {
  if (version === 4) return rule.v311;
  return sender === 'server' ? (rule.v5FromServer ?? rule.v5) : rule.v5;
}
