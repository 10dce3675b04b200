import type { Matcher } from '@/sandbox/deepflow/promql/ast';
import type { Prefix } from '@/sandbox/deepflow/querier/prom-metric';
import { findTag } from '@/sandbox/deepflow/sql/tags/catalogue';
import { enumFile, textEnumFiles } from '@/sandbox/deepflow/sql/tags/enums';

/** server.yaml auto-tagging-prefix. */
export const deepflowPrefix = 'df_';
const enumSuffix = '_enum';

/** A label of a selector or a grouping as a tag of DeepFlow's SQL. */
export type QueryTag = {
  select: string;
  /** Empty where the tag keeps its name. */
  alias: string;
  /** What a number is compared with. */
  numeric: string | null;
  isDeepflow: boolean;
};

/** Names of DeepFlow's tags from the one that holds most; asking for one selects those above it too. */
const levels = [
  ['pod', 'pod_group', 'pod_service', 'pod_node', 'pod_ns', 'pod_cluster'],
  ['chost', 'host', 'subnet', 'vpc', 'region', 'az'],
] as const;

function isDeepflowTag(prefix: Prefix, label: string): boolean {
  return (
    prefix === 'none' ||
    (prefix === 'tag' && !label.startsWith('tag_')) ||
    (prefix === 'deepflow' && label.startsWith(deepflowPrefix))
  );
}

/** Only tags that an enum file is named after are shown by name. */
function isEnum(name: string): boolean {
  const base = name.replace(/_[01]$/, '');
  return enumFile(base, '') === base && findTag(name, '')?.enumeration !== undefined;
}

/** (converters.go parsePromQLTag, formatEnumTag) */
export function queryTag(prefix: Prefix, label: string): QueryTag {
  if (!isDeepflowTag(prefix, label)) {
    const name = quoteTag(`tag.${label.replace('tag_', '')}`);
    return { select: name, alias: '', numeric: null, isDeepflow: false };
  }
  const name = label.startsWith(deepflowPrefix) ? label.slice(deepflowPrefix.length) : label;
  if (!isEnum(name)) {
    return { select: quoteTag(name), alias: '', numeric: null, isDeepflow: true };
  }
  const isText = textEnumFiles.has(name.replace(/_[01]$/, ''));
  const alias = quoteTag(name + enumSuffix);
  return { select: `Enum(${name})`, alias, numeric: isText ? alias : quoteTag(name), isDeepflow: true };
}

export const selected = ({ select, alias }: QueryTag) => (alias === '' ? select : `${select} as ${alias}`);

const quoteTag = (name: string) => `\`${name.replaceAll('`', '')}\``;

/** The tags above one, so that a pod comes with its namespace and cluster. */
export function tagsAbove(tag: QueryTag): string[] {
  const name = tag.select.replaceAll('`', '');
  return levels.flatMap((level: readonly string[]) => {
    const index = level.indexOf(name);
    return index < 0 ? [] : level.slice(index + 1).map(quoteTag);
  });
}

/** The name that a column of an answer has as a label. */
export function labelOfColumn(column: string): string {
  return column.replaceAll(enumSuffix, '').replace(/[.\-/]/g, '_');
}

/** Doubles quotes alone, as the querier does: the dialect then reads a backslash in the value as an escape. */
const quoted = (value: string) => `'${value.replaceAll("'", "''")}'`;

const plainAlternatives = /^[\w|]+$/;

/** An operator of the dialect and the values it is used with, each in a condition of its own, joined by OR. */
function comparison({ type, value }: Matcher, isDeepflow: boolean): { operator: string; values: string[] } {
  const isNegative = type === '!=' || type === '!~';
  if (value === '' && isDeepflow) {
    return { operator: isNegative ? 'exist' : 'not exist', values: [''] };
  }
  if (type === '=' || type === '!=') {
    return { operator: type, values: [value] };
  }
  // Also for `!~`, which then lets through what differs from any one of the values: DeepFlow does so.
  if (plainAlternatives.test(value)) {
    return { operator: isNegative ? '!=' : '=', values: value.split('|') };
  }
  return { operator: isNegative ? 'NOT REGEXP' : 'REGEXP', values: [anchored(value)] };
}

function anchored(pattern: string): string {
  const start = pattern === '' || pattern.startsWith('^') ? '' : '^';
  return `${start}${pattern}${pattern === '' || pattern.endsWith('$') ? '' : '$'}`;
}

/** A matcher as a condition of DeepFlow's SQL (converters.go parseMatchers, buildFilterClauses). */
export function condition(matcher: Matcher, prefix: Prefix): string {
  const tag = queryTag(prefix, matcher.name);
  const { operator, values } = comparison(matcher, tag.isDeepflow);
  const compared = prefix !== 'none' && tag.isDeepflow && tag.alias !== '' ? tag.alias : tag.select;
  const parts = values.map((value) => {
    if (tag.numeric !== null && /^[+-]?\d+$/.test(value)) {
      return `${tag.numeric} ${operator} ${Number(value)}`;
    }
    return operator.endsWith('exist') ? `${operator}(${compared})` : `${compared} ${operator} ${quoted(value)}`;
  });
  return `(${parts.join(' OR ')})`;
}
