/** Reads and writes quantities as people write them: `5s`, `200/s`, `1KiB`, `50%`. */

const DURATION_US: Readonly<Record<string, number>> = {
  us: 1,
  µs: 1,
  ms: 1_000,
  s: 1_000_000,
  m: 60_000_000,
  min: 60_000_000,
  h: 3_600_000_000,
  d: 86_400_000_000,
};

const SIZE_BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1_000,
  KB: 1_000,
  KiB: 1_024,
  MB: 1_000_000,
  MiB: 1_048_576,
  GB: 1_000_000_000,
  GiB: 1_073_741_824,
};

const RATE_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86400 };

const NUMBER = String.raw`(\d+(?:\.\d+)?|\.\d+)`;
const DURATION = new RegExp(`^${NUMBER}\\s*(us|µs|ms|min|s|m|h|d)`, 'u');
const SIZE = new RegExp(`^${NUMBER}\\s*(B|[kK]B|KiB|MB|MiB|GB|GiB)?$`, 'u');
const RATE = new RegExp(`^${NUMBER}\\s*/\\s*(s|min|m|h|d)$`, 'u');
const SHARE = new RegExp(`^${NUMBER}\\s*%$`, 'u');

/** Microseconds of `5s`, `250ms`, `1m30s`, or undefined. A unit is always needed. */
export function parseDurationUs(text: string): number | undefined {
  let rest = text.trim();
  if (rest === '0') return 0;
  let totalUs = 0;
  if (rest === '') return undefined;
  while (rest !== '') {
    const match = DURATION.exec(rest);
    if (match === null) return undefined;
    totalUs += Number(match[1]) * (DURATION_US[match[2] ?? ''] ?? Number.NaN);
    rest = rest.slice(match[0].length).trimStart();
  }
  return Number.isFinite(totalUs) ? totalUs : undefined;
}

/** Bytes of `256B`, `1KiB`, `64`, or undefined when not a whole number of bytes. */
export function parseSizeBytes(text: string): number | undefined {
  const match = SIZE.exec(text.trim());
  if (match === null) return undefined;
  const bytes = Number(match[1]) * (SIZE_BYTES[match[2] ?? 'B'] ?? Number.NaN);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** Events a second of `200/s`, `1/min`, or undefined. */
export function parseRatePerSecond(text: string): number | undefined {
  const match = RATE.exec(text.trim());
  if (match === null) return undefined;
  return Number(match[1]) / (RATE_SECONDS[match[2] ?? 's'] ?? Number.NaN);
}

/** A fraction in 0 … 1 of `50%`, or undefined. */
export function parseShare(text: string): number | undefined {
  const match = SHARE.exec(text.trim());
  if (match === null) return undefined;
  const share = Number(match[1]) / 100;
  return share <= 1 ? share : undefined;
}

/** `1.25ms`, `3.4s`: three significant digits and the unit that suits them. */
export function formatDurationUs(us: number): string {
  const magnitude = Math.abs(us);
  if (magnitude < 999.5) return `${significant(us)}µs`;
  if (magnitude < 999_500) return `${significant(us / 1_000)}ms`;
  if (magnitude < 120_000_000) return `${significant(us / 1_000_000)}s`;
  return `${significant(us / 60_000_000)}min`;
}

/** `1.5 KiB`, `20 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${significant(value)} ${units[unit] ?? ''}`;
}

/** Three significant digits, never in exponent form, without trailing zeros after the point. */
function significant(value: number): string {
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}
