/** `127.0.0.2-127.0.0.5`: IPv4 addresses of this host to connect from. */

const ADDRESSES_MAX = 65_536;

/** The addresses of one entry, in order; undefined where it is neither an address nor an ascending range. */
export function expandAddresses(text: string): readonly string[] | undefined {
  const [from = '', to, rest] = text.split('-').map((part) => part.trim());
  if (rest !== undefined) return undefined;
  const first = parseIpv4(from);
  if (to === undefined) return first !== undefined || isIpv6(from) ? [from] : undefined;
  const last = parseIpv4(to);
  if (first === undefined || last === undefined || last < first || last - first >= ADDRESSES_MAX)
    return undefined;
  return Array.from({ length: last - first + 1 }, (_, offset) => formatIpv4(first + offset));
}

function parseIpv4(text: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/u.exec(text)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((value, part) => value * 256 + part, 0);
}

function formatIpv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

function isIpv6(text: string): boolean {
  return text.includes(':') && URL.canParse(`ws://[${text}]/`);
}
