import ipaddr from 'ipaddr.js';
import type { Expression } from '@/sandbox/deepflow/sql/ast';
import { type Condition, comparing, isMatch, positiveOf } from '@/sandbox/deepflow/sql/conditions';
import type { Context } from '@/sandbox/deepflow/sql/context';
import { QueryError } from '@/sandbox/deepflow/sql/errors';
import { printExpression } from '@/sandbox/deepflow/sql/print';

/** The values of a condition one by one, as written. */
function valuesOf(right: Expression): string[] {
  const items = right.kind === 'tuple' ? right.items : right.kind === 'paren' ? [right.inner] : [right];
  return items.map(printExpression);
}

const unquoted = (text: string) => text.replace(/^'+|'+$/g, '');

/** Conditions on tags that need more than a rule of text; null for every other tag. */
export function specialCondition(
  name: string,
  column: string,
  condition: Condition,
  right: Expression,
  context: Context,
): string | null {
  const base = name.replace(/_[01]$/, '');
  switch (base) {
    case 'trace_id':
      return `(${traceIdCondition(condition, context.table)})`;
    case '_id':
      return idCondition(column, condition, context);
    case 'ip':
      return `(${addressCondition(name.slice('ip'.length), condition, right)})`;
    case 'is_internet':
      return `(${internetCondition(name.slice('is_internet'.length), condition, right)})`;
    case 'ip_version':
      return `(is_ipv4 ${condition.operator} ${ipVersions(condition, right)})`;
    case 'mac':
    case 'tunnel_tx_mac':
    case 'tunnel_rx_mac':
      return `${column} ${condition.operator} ${listed(condition, valuesOf(right).map(macNumber))}`;
    case 'capture_nic':
      return `${column} ${condition.operator} ${listed(condition, valuesOf(right).map(nicNumber))}`;
    case 'body':
      return bodyCondition(column, condition);
    default:
      return null;
  }
}

function listed({ operator }: Condition, values: readonly string[]): string {
  const list = values.map((value) => `'${value}'`).join(',');
  return operator === 'in' || operator === 'not in' ? `(${list})` : list;
}

/** A row of l7_flow_log may have two trace ids: either may be the one asked for. */
export function traceIdCondition(condition: Condition, table: string): string {
  const compare = comparing(condition);
  const { operator, value } = condition;
  if (table !== 'l7_flow_log' || value === "''") {
    return compare('trace_id');
  }
  if (operator === 'not match') {
    return `not match(trace_id,${value}) AND (not match(_trace_id_2,${value}) OR _trace_id_2 = '')`;
  }
  if (operator === '!=' || operator === 'not in') {
    return `${compare('trace_id')} AND (${compare('_trace_id_2')} OR _trace_id_2 = '')`;
  }
  return `${compare('trace_id')} OR ${compare('_trace_id_2')}`;
}

/** The upper half of `_id` is the row's second, so that a lone `_id` finds its part of the table. */
function idCondition(column: string, condition: Condition, { time }: Context): string {
  if (time.start > 0 && time.end > 0) {
    return `(${comparing(condition)(column)})`;
  }
  const text = unquoted(condition.value);
  if (!/^\d+$/.test(text)) {
    throw new QueryError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  if (BigInt(text) >= 1n << 64n) {
    throw new QueryError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: value out of range`);
  }
  const { operator, value } = condition;
  const equal = `((_id ${operator} ${value} AND time=toDateTime(bitShiftRight(${text}, 32))))`;
  return operator === '!=' || operator === 'not in' ? `(not${equal})` : `(${equal})`;
}

function addressCondition(suffix: string, condition: Condition, right: Expression): string {
  const compared = (operator: string, value: string) =>
    `if(is_ipv4=1, ip4${suffix} ${operator} toIPv4OrNull(${value}), ip6${suffix} ${operator} toIPv6OrNull(${value}))`;
  const isOrder = /^[<>]=?$/.test(condition.operator);
  const values = valuesOf(right);
  const networks = values.filter((value) => value.includes('/')).map(networkOf);
  const addresses = values.filter((value) => !value.includes('/'));
  const parts: string[] = [];
  if (networks.length > 0) {
    const inNetwork = networks.map(({ first, last }) => {
      if (isOrder) {
        return compared(condition.operator, condition.operator.startsWith('>') ? last : first);
      }
      return `(${compared('>=', first)} AND ${compared('<=', last)})`;
    });
    parts.push(`(${inNetwork.join(' OR ')})`);
  }
  if (addresses.length > 0 && isOrder) {
    parts.push(`(${addresses.map((address) => compared(condition.operator, address)).join(' OR ')})`);
  } else if (addresses.length > 0) {
    const isList = condition.operator === 'in' || condition.operator === 'not in';
    parts.push(`(${compared(isList ? 'in' : '=', isList ? `(${addresses.join(',')})` : addresses.join(','))})`);
  }
  const either = `(${parts.join(' OR ')})`;
  return condition.operator === 'not in' || condition.operator === '!=' ? `not${either}` : either;
}

/** First and last address of a network; the errors are those of the engine's address library. */
function networkOf(value: string): { first: string; last: string } {
  const text = unquoted(value);
  const slash = text.lastIndexOf('/');
  const [address, bits] = [text.slice(0, slash), text.slice(slash + 1)];
  const refuse = (why: string) => new QueryError(`netaddr.ParseIPPrefix(${JSON.stringify(text)}): ${why}`);
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) {
    throw refuse(`ParseIP(${JSON.stringify(address)}): unable to parse IP`);
  }
  if (!/^[+-]?\d+$/.test(bits)) {
    throw refuse(`bad prefix: strconv.Atoi: parsing ${JSON.stringify(bits)}: invalid syntax`);
  }
  const isIpv4 = ipaddr.IPv4.isValidFourPartDecimal(address);
  if (Number(bits) < 0 || Number(bits) > (isIpv4 ? 32 : 128)) {
    throw refuse('prefix length out of range');
  }
  const cidr = `${address}/${Number(bits)}`;
  const first = isIpv4 ? ipaddr.IPv4.networkAddressFromCIDR(cidr) : ipaddr.IPv6.networkAddressFromCIDR(cidr);
  const last = isIpv4 ? ipaddr.IPv4.broadcastAddressFromCIDR(cidr).toString() : lastIpv6(cidr);
  return { first: `'${first.toString()}'`, last: `'${last}'` };
}

function lastIpv6(cidr: string): string {
  const [address, bits] = ipaddr.parseCIDR(cidr);
  const bytes = address.toByteArray().map((byte, index) => {
    const fixed = Math.max(0, Math.min(8, bits - index * 8));
    return byte | (0xff >> fixed);
  });
  return ipaddr.fromByteArray(bytes).toString();
}

function internetCondition(suffix: string, condition: Condition, right: Expression): string {
  const asked = valuesOf(right).map((value) => value === '1' || value === "'1'");
  if (asked.includes(true) && asked.includes(false)) {
    return '1=1';
  }
  const isPositive = condition.operator === '=' || condition.operator === 'in';
  return `l3_epc_id${suffix} ${asked.includes(true) === isPositive ? '=' : '!='} -2`;
}

function ipVersions({ operator }: Condition, right: Expression): string {
  const flags = valuesOf(right)
    .map((value) => (value === '4' ? '1' : '0'))
    .join(',');
  return operator === 'in' || operator === 'not in' ? `(${flags})` : flags;
}

function macNumber(value: string): string {
  const text = unquoted(value);
  const bytes = text.split(/[:-]/);
  if (bytes.length !== 6 || !bytes.every((byte) => /^[0-9a-fA-F]{2}$/.test(byte))) {
    throw new QueryError(`address ${text}: invalid MAC address`);
  }
  return BigInt(`0x${bytes.join('')}`).toString();
}

/** A NIC's number is the lower half of its MAC, or an IPv4 address, or given as it is. */
function nicNumber(value: string): string {
  const text = unquoted(value);
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) {
    return String(
      ipaddr.IPv4.parse(text)
        .toByteArray()
        .reduce((sum, byte) => sum * 256 + byte, 0),
    );
  }
  return /^(?:[0-9a-fA-F]{2}:){3}[0-9a-fA-F]{2}$/.test(text) ? macNumber(`00:00:${text}`) : text;
}

/** The text of a log is searched by words. */
function bodyCondition(column: string, condition: Condition): string | null {
  const { operator, value } = condition;
  if (isMatch(condition) || (operator !== '=' && operator !== '!=')) {
    return null;
  }
  const words = unquoted(value);
  if (!/^[\u4E00-\u9FA5a-zA-Z0-9\s]+$/.test(words)) {
    throw new QueryError(
      `body can only contain letters or numbers and be separated by whitespace， please check:  ${value}`,
    );
  }
  const filter = words
    .split(' ')
    .map((word) => `hasToken(${column},'${word}')`)
    .join(' AND ');
  return positiveOf(condition) === null ? filter : `NOT (${filter})`;
}
