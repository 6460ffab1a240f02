import {
  CAPABILITY_UNITS,
  CASE_VERDICTS,
  CONFORMANCE_SCHEMA,
  CONFORMANCE_VERSION,
  LEVELS,
  PACKET_DIRECTIONS,
} from './conformance.ts';
import type {
  CapabilityReport,
  CaseReport,
  ConformanceReport,
  PacketLine,
  VersionReport,
} from './conformance.ts';
import { amount, flag, formatError, list, number, object, oneOf, text } from './decoder.ts';
import type { Decoder } from './decoder.ts';
import { PROTOCOLS } from './model.ts';
import type { ToolFacts } from './model.ts';

const hex: Decoder<string> = (value, place) => {
  const digits = text(value, place);
  if (!/^(?:[\da-f]{2})*$/iu.test(digits)) throw formatError(place, 'is not hexadecimal');
  return digits;
};

const packet = object<PacketLine>(
  { tMs: number, link: text, direction: oneOf(PACKET_DIRECTIONS), text, hex },
  {},
);

const oneCase = object<CaseReport>(
  {
    id: text,
    statement: text,
    version: oneOf(PROTOCOLS),
    section: text,
    level: oneOf(LEVELS),
    title: text,
    summary: text,
    verdict: oneOf(CASE_VERDICTS),
    notes: list(text),
    durationMs: amount,
    packets: list(packet),
    replay: text,
  },
  { expected: text, actual: text, reason: text, link: text },
);

const value: Decoder<number | boolean> = (given, place) =>
  typeof given === 'boolean' ? given : number(given, place);

const capability = object<CapabilityReport>(
  { id: text, title: text, contradictions: list(text) },
  {
    unit: oneOf(CAPABILITY_UNITS),
    declared: value,
    announced: value,
    found: value,
    isAtLeast: flag,
    beyond: text,
    unknown: text,
  },
);

const version = object<VersionReport>(
  { version: oneOf(PROTOCOLS), problems: list(text), durationMs: amount, cases: list(oneCase) },
  { unsupported: text, capabilities: list(capability) },
);

/** The whole of `conformance.json`, its head included. */
export const decodeConformance = object<ConformanceReport>(
  {
    schema: oneOf([CONFORMANCE_SCHEMA]),
    version: oneOf([CONFORMANCE_VERSION]),
    tool: object<ToolFacts>({ name: oneOf(['mqtt-bench']), version: text }, {}),
    startedAt: text,
    command: text,
    target: text,
    seed: number,
    verdict: oneOf(['pass', 'fail', 'inconclusive']),
    versions: list(version),
  },
  {},
);
