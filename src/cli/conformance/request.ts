import { BenchError } from '../../base/errors.ts';
import { PACKET_SIZE_MAX } from '../../protocol/constants.ts';
import { parseSizeBytes, parseDurationUs } from '../../base/units.ts';
import type { Level } from '../../conformance/case.ts';
import type { Selection } from '../../conformance/select.ts';

/** Options of `conformance` as yargs hands them over. */
export interface ConformanceArguments {
  readonly target?: string | undefined;
  readonly profile?: string | undefined;
  readonly baseline?: string | undefined;
  readonly protocol?: string | undefined;
  readonly case?: readonly string[] | undefined;
  readonly section?: readonly string[] | undefined;
  readonly level?: readonly string[] | undefined;
  readonly feature?: readonly string[] | undefined;
  readonly list: boolean;
  readonly repeat?: string | undefined;
  readonly seed?: string | undefined;
  readonly strict: boolean;
  readonly limits?: boolean | undefined;
  readonly largestPacket: string;
  readonly answer: string;
  readonly concurrency: string;
  readonly json: boolean;
  readonly out: string;
  readonly report: boolean;
  readonly reportFormats?: string | undefined;
  readonly verbose: boolean;
  readonly color: boolean;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly insecure: boolean;
  /** Of scenarios alone. */
  readonly serverName?: string | undefined;
  readonly alpn?: readonly string[] | undefined;
}

const SEED_MAX = 0xffff_ffff;
const CONCURRENCY_MAX = 1_000;
const REPEAT_MAX = 1_000;
const PACKET_BYTES_MIN = 1_024;
const ANSWER_MS_MAX = 120_000;

export function selectionOf(given: ConformanceArguments): Selection {
  return {
    ...(given.protocol === undefined
      ? {}
      : { version: given.protocol === '5.0' ? (5 as const) : (4 as const) }),
    ...(given.case === undefined ? {} : { ids: given.case }),
    ...(given.section === undefined ? {} : { sections: given.section }),
    ...(given.level === undefined ? {} : { levels: given.level as readonly Level[] }),
    ...(given.feature === undefined ? {} : { features: given.feature }),
  };
}

/** Whether limits are searched for: where nothing is said, whenever nothing else is left out. */
export function searchesLimits({ limits, ...given }: ConformanceArguments): boolean {
  return (
    limits ?? [given.case, given.section, given.level, given.feature].every((part) => part === undefined)
  );
}

export function largestPacketOf(given: ConformanceArguments): number {
  const bytes = parseSizeBytes(given.largestPacket);
  if (bytes !== undefined && bytes >= PACKET_BYTES_MIN && bytes <= PACKET_SIZE_MAX) return bytes;
  throw new BenchError(
    'usage',
    'bad-option',
    '--largest-packet needs a size from 1KiB to 256MiB, such as 1MiB',
  );
}

export function seedOf(given: ConformanceArguments): number | undefined {
  return given.seed === undefined ? undefined : wholeNumber('--seed', given.seed, 0, SEED_MAX);
}

export function repeatOf(given: ConformanceArguments): number {
  return given.repeat === undefined ? 1 : wholeNumber('--repeat', given.repeat, 1, REPEAT_MAX);
}

export function answerMsOf(given: ConformanceArguments): number {
  const us = parseDurationUs(given.answer);
  if (us !== undefined && us >= 1_000 && us <= ANSWER_MS_MAX * 1_000) return us / 1_000;
  throw new BenchError(
    'usage',
    'bad-option',
    `--answer needs a time up to ${ANSWER_MS_MAX / 1_000}s, such as 5s`,
  );
}

export function concurrencyOf(given: ConformanceArguments): number {
  return wholeNumber('--concurrency', given.concurrency, 1, CONCURRENCY_MAX);
}

function wholeNumber(option: string, text: string, min: number, max: number): number {
  const number = /^\d{1,10}$/u.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new BenchError(
    'usage',
    'bad-option',
    `${option} needs a whole number from ${min} to ${max}, not ${text}`,
  );
}
