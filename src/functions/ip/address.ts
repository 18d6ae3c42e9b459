/** An IP address as a number of 32 or 128 bits. */
export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

function parseV4(text: string): bigint | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  const parts = match.slice(1).map(Number);
  return parts.some((part) => part > 255) ? undefined : parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
}

function parseV6(text: string): bigint | undefined {
  let rest = text;
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (tail) {
    const v4 = parseV4(tail[2]!);
    if (v4 === undefined) return undefined;
    rest = `${tail[1]}${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`;
  }
  const halves = rest.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const count = groups.reduce((sum, half) => sum + half.length, 0);
  if (halves.length === 2 ? count > 7 : count !== 8) return undefined;
  const all = halves.length === 2 ? [...groups[0]!, ...new Array<string>(8 - count).fill('0'), ...groups[1]!] : groups[0]!;
  if (!all.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return all.reduce((sum, group) => (sum << 16n) | BigInt(Number.parseInt(group, 16)), 0n);
}

/** Reads an IPv4 or IPv6 address; undefined for anything else. An IPv4 address mapped into IPv6 is the IPv4 address, and zeros before decimals mean nothing. */
export function parseAddress(text: string): Address | undefined {
  const v4 = parseV4(text);
  if (v4 !== undefined) return { bits: 32, value: v4 };
  const v6 = parseV6(text);
  if (v6 === undefined) return undefined;
  return v6 >> 32n === 0xffffn ? { bits: 32, value: v6 & 0xffffffffn } : { bits: 128, value: v6 };
}

/**
 * Reads an address as logs write it: with a port (`10.0.0.1:80`, `[::1]:80`), in brackets, or with the zone of a link (`fe80::1%eth0`). Undefined for anything
 * else.
 */
export function parseHostAddress(source: string): Address | undefined {
  const text = source.trim();
  const direct = parseAddress(text);
  if (direct) return direct;
  const match = /^(?:\[([^\]]{2,100})\]|(\d[\d.]{6,14})(?=:))(?::(\d{1,5}))?$/.exec(text);
  if (match && Number(match[3] ?? 0) > 65535) return undefined;
  const bare = match ? (match[1] ?? match[2]!) : text;
  const zone = bare.includes(':') ? bare.indexOf('%') : -1;
  return parseAddress(zone > 0 && zone < bare.length - 1 ? bare.slice(0, zone) : bare);
}

/** The text of an address; IPv6 in the form of RFC 5952. */
export function formatAddress({ bits, value }: Address): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  let best = { from: -1, length: 1 };
  for (let from = 0; from < 8; from++) {
    let length = 0;
    while (from + length < 8 && groups[from + length] === '0') length++;
    if (length > best.length) best = { from, length };
  }
  if (best.from < 0) return groups.join(':');
  return `${groups.slice(0, best.from).join(':')}::${groups.slice(best.from + best.length).join(':')}`;
}

/** A range of addresses that share their first bits. */
export interface Subnet {
  readonly first: Address;
  readonly last: Address;
  readonly prefix: number;
}

/** The subnet of an address with so many leading bits. */
export function subnetOf({ bits, value }: Address, prefix: number): Subnet {
  const host = (1n << BigInt(bits - prefix)) - 1n;
  const first = (value >> BigInt(bits - prefix)) << BigInt(bits - prefix);
  return { first: { bits, value: first }, last: { bits, value: first | host }, prefix };
}

/** Reads `192.168.0.0/16`; undefined for anything else. Of a subnet of mapped addresses such as `::ffff:10.0.0.0/104` 96 bits are those of the mapping. */
export function parseSubnet(text: string): Subnet | undefined {
  const [address, digits, more] = text.trim().split('/', 3);
  const parsed = parseAddress(address ?? '');
  if (!parsed || more !== undefined || !/^\d{1,3}$/.test(digits ?? '')) return undefined;
  const mapped = parsed.bits === 32 && address!.includes(':') && Number(digits) >= 96;
  const prefix = mapped ? Number(digits) - 96 : Number(digits);
  return prefix <= parsed.bits ? subnetOf(parsed, prefix) : undefined;
}

/** Whether an address lies in a subnet; one of another kind does not. */
export function contains({ first, last }: Subnet, { bits, value }: Address): boolean {
  return bits === first.bits && value >= first.value && value <= last.value;
}
