import ipaddr from 'ipaddr.js';
import type { Expression } from '@/sandbox/deepflow/sql/ast';
import { type Condition, comparing, isMatch, positiveOf } from '@/sandbox/deepflow/sql/conditions';
import type { Context } from '@/sandbox/deepflow/sql/context';
import { QueryError } from '@/sandbox/deepflow/sql/errors';
import { notSql, printExpression } from '@/sandbox/deepflow/sql/print';
import { boundsOf } from '@/sandbox/deepflow/sql/time-bounds';

/** The values of a condition one by one, as written. */
function valuesOf(right: Expression): string[] {
  if (right.kind === 'null') {
    return ['NULL'];
  }
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
    case 'tunnel_tx_ip':
    case 'tunnel_rx_ip':
    case 'nat_real_ip':
      return `(${addressCondition(addressOf(name), condition, right)})`;
    case 'acl_gids':
      return `(has(acl_gids, ${condition.value}))`;
    case 'is_internet':
      return `(${internetCondition(name.slice('is_internet'.length), condition, right)})`;
    case 'ip_version':
      return `(is_ipv4 ${condition.operator} ${ipVersions(condition, right)})`;
    case 'mac':
    case 'tunnel_tx_mac':
    case 'tunnel_rx_mac':
      return macCondition(name, column, condition, right);
    case 'policy_id':
      return context.table === 'traffic_policy' ? null : `${column} ${condition.operator} ${condition.value}`;
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
function idCondition(column: string, condition: Condition, context: Context): string {
  const time = boundsOf(context);
  if (time.start > 0 && time.end > 0) {
    if (isMatch(condition)) {
      return notSql;
    }
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

/** Compares an address; `within` is the condition that it lies in a network, where that is not two comparisons. */
type Address = {
  compared: (operator: string, value: string) => string;
  within?: (first: string, last: string) => string;
};

/** How a tag of the type address is compared: by its end's columns, or by both ends' where the name has no side. */
function addressOf(name: string): Address {
  const [, base = name, side = ''] = /^(.*?)(_[01])?$/.exec(name) ?? [];
  if (base === 'nat_real_ip') {
    return { compared: (operator, value) => `nat_real_ip4${side} ${operator} toIPv4OrNull(${value})` };
  }
  const isIp4 = base === 'ip' ? 'is_ipv4' : 'tunnel_is_ipv4';
  const ofEnd = (end: string) => (operator: string, value: string) =>
    `if(${isIp4}=1, ${base}4${end} ${operator} toIPv4OrNull(${value}), ${base}6${end} ${operator} toIPv6OrNull(${value}))`;
  if (base === 'ip' || side !== '') {
    return { compared: ofEnd(side) };
  }
  return {
    compared: (operator, value) => `(${ofEnd('_0')(operator, value)} OR ${ofEnd('_1')(operator, value)})`,
    within: (first, last) =>
      `((${name}_0 >= ${first} AND ${name}_0 <= ${last}) OR (${name}_1 >= ${first} AND ${name}_1 <= ${last}))`,
  };
}

function addressCondition({ compared, within }: Address, condition: Condition, right: Expression): string {
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
      return within?.(first, last) ?? `(${compared('>=', first)} AND ${compared('<=', last)})`;
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
  const refuse = (why: string, of = text) => new QueryError(`netaddr.ParseIPPrefix(${JSON.stringify(of)}): ${why}`);
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) {
    throw refuse(`ParseIP(${JSON.stringify(address)}): unable to parse IP`);
  }
  if (!/^[+-]?\d+$/.test(bits)) {
    throw refuse(`bad prefix: strconv.Atoi: parsing ${JSON.stringify(bits)}: invalid syntax`, bits);
  }
  const isIpv4 = ipaddr.IPv4.isValidFourPartDecimal(address);
  if (Number(bits) < 0 || Number(bits) > (isIpv4 ? 32 : 128)) {
    throw refuse('prefix length out of range', bits);
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
  // Values after the first keep the blank before them, with which the engine knows none.
  const asked = valuesOf(right).map((value, index) => index === 0 && (value === '1' || value === "'1'"));
  if (asked.includes(true) && asked.includes(false)) {
    // The engine leaves the operator out.
    return `l3_epc_id${suffix}  -2`;
  }
  const isPositive = condition.operator === '=' || condition.operator === 'in';
  return `l3_epc_id${suffix} ${asked.includes(true) === isPositive ? '=' : '!='} -2`;
}

function ipVersions({ operator }: Condition, right: Expression): string {
  const flags = valuesOf(right)
    .map((value, index) => (index === 0 && value === '4' ? '1' : '0'))
    .join(',');
  return operator === 'in' || operator === 'not in' ? `(${flags})` : flags;
}

function macCondition(name: string, column: string, condition: Condition, right: Expression): string {
  const macs = listed(condition, valuesOf(right).map(macNumber));
  if (name !== 'tunnel_tx_mac' && name !== 'tunnel_rx_mac') {
    return `${column} ${condition.operator} ${macs}`;
  }
  const positive = positiveOf(condition);
  const { operator } = positive ?? condition;
  return `${positive === null ? '' : 'not '}(${column}_0 ${operator} ${macs} OR ${name}_1 ${operator} ${macs})`;
}

/** A hardware address of 6, 8 or 20 bytes; its first six count. Null for another text. */
function hardwareAddress(text: string): string | null {
  const isBytes = /^[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2})*$/i.test(text);
  const isWords = /^[0-9a-f]{4}(?:\.[0-9a-f]{4})+$/i.test(text);
  const hex = text.replace(/[:.-]/g, '');
  const isKnownLength = [12, 16, 40].includes(hex.length);
  return (isBytes || isWords) && isKnownLength ? BigInt(`0x${hex.slice(0, 12)}`).toString() : null;
}

function macNumber(value: string): string {
  const text = unquoted(value);
  const number = hardwareAddress(text);
  if (number === null) {
    throw new QueryError(`${text === '' ? '' : `address ${text}: `}invalid MAC address`);
  }
  return number;
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
  if (ipaddr.IPv6.isValid(text)) {
    throw new QueryError(`invalid ipv4 mac: ${text}`);
  }
  return hardwareAddress(`00:00:${text}`) ?? text;
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
