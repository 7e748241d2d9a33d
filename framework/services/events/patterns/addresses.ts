/** IP addresses in blocks. */

const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));

/** An IPv4 or IPv6 address as bits. */
function bitsOf(text: string): string | undefined {
  const quads = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (quads !== undefined) {
    if (quads.some((quad) => quad > 255)) return undefined;
    return quads.map((quad) => quad.toString(2).padStart(8, '0')).join('');
  }
  const [left = '', right] = text.split('::');
  const [head, tail] = [groups(left), groups(right ?? '')];
  const missing = 8 - head.length - tail.length;
  if (missing < 0 || (right === undefined && missing > 0)) return undefined;
  const all = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return all.map((group) => parseInt(group, 16).toString(2).padStart(16, '0')).join('');
}

export function isInBlock(address: string, block: string): boolean {
  const [base = '', mask = ''] = block.split('/');
  const [bits, network] = [bitsOf(address), bitsOf(base)];
  if (bits === undefined || network === undefined || bits.length !== network.length) return false;
  return bits.slice(0, Number(mask)) === network.slice(0, Number(mask));
}
