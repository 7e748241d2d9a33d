interface Block {
  start: bigint;
  prefix: number;
  bits: 32 | 128;
}

/**
 * The first `count` networks of `subnetBits` host bits inside a block, as `Fn::Cidr` counts them.
 *
 * Undefined when the block is no CIDR or has no room; without `subnetBits` 8 (IPv4) or 64 (IPv6).
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-cidr.html
 */
export function cidrBlocks(text: string, count: number, subnetBits?: number): string[] | undefined {
  const block = parseBlock(text);
  if (block === undefined || !Number.isInteger(count) || count < 1 || count > 256) return undefined;
  const hostBits = subnetBits ?? (block.bits === 32 ? 8 : 64);
  const room = block.bits - block.prefix - hostBits;
  if (!Number.isInteger(hostBits) || hostBits < 0 || room < 0) return undefined;
  if (BigInt(count) > 1n << BigInt(room)) return undefined;
  const size = 1n << BigInt(hostBits);
  const base = (block.start / (1n << BigInt(block.bits - block.prefix))) << BigInt(block.bits - block.prefix);
  return Array.from({ length: count }, (_, index) => {
    const address = base + size * BigInt(index);
    const shown = block.bits === 32 ? showIPv4(address) : showIPv6(address);
    return `${shown}/${block.bits - hostBits}`;
  });
}

function parseBlock(text: string): Block | undefined {
  const [address, prefixText, ...rest] = text.split('/');
  if (address === undefined || prefixText === undefined || rest.length > 0 || !/^\d{1,3}$/.test(prefixText))
    return undefined;
  const bits = address.includes(':') ? 128 : 32;
  const start = bits === 32 ? parseIPv4(address) : parseIPv6(address);
  const prefix = Number(prefixText);
  return start === undefined || prefix > bits ? undefined : { start, prefix, bits };
}

function parseIPv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256))
    return undefined;
  return parts.reduce((sum, part) => (sum << 8n) + BigInt(part), 0n);
}

function parseIPv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}

function showIPv4(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join('.');
}

function showIPv6(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((address >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  );
  const full = groups.join(':');
  const runs = full.match(/(?:^|:)0(?::0)+(?=:|$)/g) ?? [];
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  if (longest === '') return full;
  const at = full.indexOf(longest);
  return `${full.slice(0, at)}::${full.slice(at + longest.length).replace(/^:/, '')}`;
}
