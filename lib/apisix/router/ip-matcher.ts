type Network = { bits: bigint; prefix: number; width: 32 | 128 };
export type IpMatcher = (address: string) => boolean;

/** A test for membership in any of the given addresses and CIDR blocks; null when one of them is neither. */
export function compileIpMatcher(networks: readonly unknown[]): IpMatcher | null {
  const parsed = networks.map((network) => (typeof network === 'string' ? parseNetwork(network) : null));
  if (parsed.length === 0 || parsed.some((network) => network === null)) return null;
  const known = parsed.filter((network) => network !== null);
  return (address) => {
    const ip = parseAddress(address);
    if (ip === null) return false;
    return known.some(({ bits, prefix, width }) => {
      const shift = BigInt(width - prefix);
      return width === ip.width && bits >> shift === ip.bits >> shift;
    });
  };
}

function parseNetwork(text: string): Network | null {
  const [address = '', prefixText, ...rest] = text.split('/');
  const ip = parseAddress(address);
  if (ip === null || rest.length > 0) return null;
  if (prefixText === undefined) return { ...ip, prefix: ip.width };
  const prefix = /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : -1;
  return prefix >= 0 && prefix <= ip.width ? { ...ip, prefix } : null;
}

function parseAddress(text: string): Omit<Network, 'prefix'> | null {
  if (text.includes(':')) {
    const bits = parseV6(text);
    return bits === null ? null : { bits, width: 128 };
  }
  const bits = parseV4(text);
  return bits === null ? null : { bits, width: 32 };
}

function parseV4(text: string): bigint | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return null;
  return parts.reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
}

function parseV6(text: string): bigint | null {
  const tail = text.slice(text.lastIndexOf(':') + 1);
  if (tail.includes('.')) {
    const v4 = parseV4(tail);
    if (v4 === null) return null;
    const groups = `${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`;
    return parseV6(text.slice(0, text.length - tail.length) + groups);
  }
  const [head = '', rest, ...more] = text.split('::');
  if (more.length > 0) return null;
  const left = head === '' ? [] : head.split(':');
  const right = rest === undefined || rest === '' ? [] : rest.split(':');
  const missing = 8 - left.length - right.length;
  if (rest === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...left, ...Array<string>(missing).fill('0'), ...right];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}
