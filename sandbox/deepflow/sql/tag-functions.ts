import type { Context } from '@/sandbox/deepflow/sql/context';
import { EnginePanic, QueryError } from '@/sandbox/deepflow/sql/errors';
import { bothLevels, type PlanColumn } from '@/sandbox/deepflow/sql/plan';
import { quoteName } from '@/sandbox/deepflow/sql/print';
import { findTag } from '@/sandbox/deepflow/sql/tags/catalogue';
import { enumFile } from '@/sandbox/deepflow/sql/tags/enums';
import { parseMapItem } from '@/sandbox/deepflow/sql/tags/map-items';

export const tagFunctionNames: ReadonlySet<string> = new Set([
  'node_type',
  'icon_id',
  'mask',
  'toUnixTimestamp64Micro',
  'toString',
  'if',
  'uniq',
  'any',
  'topK',
  'toUnixTimestamp',
  'newTag',
  'enum',
  'FastFilter',
  'FastTrans',
  'countDistinct',
]);

const unquoted = (text: string) => text.replace(/^`+|`+$/g, '');

/** An expression named in a WITH and selected by that name. */
function namedBefore(value: string, alias: string): PlanColumn {
  return bothLevels(quoteName(alias), '', [{ value, alias }]);
}

/** What the engine calls the column of a function that is given no name; most stay without one. */
export function ownAlias(name: string, first: string): string {
  switch (name) {
    case 'mask':
      return 'mask';
    case 'enum':
      return `Enum(${first})`;
    case 'newTag':
      return `new_tag_${first}`;
    case 'FastTrans':
      return `fast_trans_${first}`;
    default:
      return '';
  }
}

/**
 * A function of tags that names, converts or counts them. Its column is made when all clauses have been read.
 * @throws QueryError where the function does not know the tag, naming it as `written`.
 */
export function tagFunction(
  name: string,
  args: readonly string[],
  asked: string,
  context: Context,
  written = args[0] ?? '',
): () => PlanColumn {
  const first = args[0] ?? '';
  const alias = asked === '' ? ownAlias(name, first) : asked;
  const tagName = unquoted(first);
  const tag = findTag(tagName, context.table);
  switch (name) {
    case 'mask': {
      if (!/^ip(_[01])?$/.test(tagName)) {
        throw new QueryError(`function mask not support ${written}`);
      }
      const [, bits] = args;
      if (bits === undefined) {
        throw new EnginePanic('runtime error: index out of range [1] with length 1');
      }
      const masked = maskOf(tagName.slice(2), bits);
      return () => namedBefore(masked, alias);
    }
    case 'node_type': {
      const item = parseMapItem(tagName, context.table);
      const custom =
        item === null
          ? tagName.replace(/^'|'$/g, '').replace(/0$/, '').replace(/1$/, '')
          : withoutEnd(tagName, item.suffix);
      return () => bothLevels(tag?.nodeType ?? `'${custom}'`, alias);
    }
    case 'icon_id': {
      const icon = tag?.iconId;
      if (icon === undefined) {
        throw new QueryError(`function icon_id not support ${written}`);
      }
      return () => namedBefore(icon, alias);
    }
    case 'enum': {
      if (context.db === 'flow_tag') {
        return () => bothLevels(quoteName(ownAlias(name, first)), asked);
      }
      const english = enumName(tagName, written, context);
      return () => namedBefore(english, alias);
    }
    case 'newTag':
      return () => bothLevels(first, alias);
    case 'FastTrans':
      return () => fastTrans(first, alias, context);
    case 'FastFilter':
      if (tagName !== 'trace_id') {
        throw new QueryError(`function FastFilter not support ${written}`);
      }
      break;
    case 'toString': {
      const text = tag?.text;
      if (text !== undefined) {
        return () => bothLevels(text, alias);
      }
      break;
    }
    default:
  }
  return () => {
    const value = applied(name, args, context.table);
    return alias === '' ? bothLevels(value) : namedBefore(value, alias);
  };
}

function withoutEnd(name: string, suffix: string): string {
  return suffix === '' ? name : name.slice(0, -suffix.length);
}

/** The English (or asked) name of an enum tag's value. */
export function enumName(tagName: string, written: string, context: Context): string {
  const enumeration = findTag(tagName, context.table)?.enumeration;
  if (enumeration === undefined) {
    throw new QueryError(`function enum not support ${written}`);
  }
  const file = enumFile(tagName.replace(/_[01]$/, ''), context.table);
  return enumeration.select(`name_${context.language}`, file);
}

/** The labels of a Prometheus metric as numbers, without looking up their texts. */
function fastTrans(argument: string, alias: string, { db, table, prometheus }: Context): PlanColumn {
  if (db !== 'prometheus' || argument !== 'tag') {
    return bothLevels(quoteName(alias));
  }
  const labels = prometheus.appLabels(table).map((_label, index) => `app_label_value_id_${index + 1}`);
  return bothLevels(`array(${[...labels, 'target_id'].join(',')})`, alias);
}

function maskOf(suffix: string, bitsText: string): string {
  if (!/^-?\d+$/.test(bitsText)) {
    throw new QueryError(`strconv.Atoi: parsing "${bitsText}": invalid syntax`);
  }
  const bits = Number(bitsText);
  const ip4 = bits >= 32 ? 0xffffffff : 0x100000000 - 2 ** (32 - bits);
  const ip6 = (((1n << BigInt(bits)) - 1n) << BigInt(128 - bits)).toString(16).padStart(32, '0');
  return `if(is_ipv4, IPv4NumToString(bitAnd(ip4${suffix}, ${ip4})), IPv6NumToString(bitAnd(ip6${suffix}, toFixedString(unhex('${ip6}'), 16))))`;
}

function applied(name: string, args: readonly string[], table: string): string {
  const isTop = name === 'topK';
  const fields = isTop ? args.slice(0, -1) : args;
  const functionName = isTop ? `topK(${args.at(-1) ?? ''})` : name;
  const values = fields.map((field) => {
    const fieldName = unquoted(field);
    const select = findTag(fieldName, table)?.select;
    return fieldName !== 'trace_id' && select !== undefined ? select : field;
  });
  if (values.length === 0) {
    throw new EnginePanic('runtime error: index out of range [0] with length 0');
  }
  if (values.length <= 1) {
    return `${functionName}(${values[0] ?? ''})`;
  }
  const list = values.join(',');
  if (name === 'if' || name.startsWith('uniq')) {
    return `${functionName}(${list})`;
  }
  return isTop || name === 'any' ? `${functionName}((${list}))` : `${functionName}([${list}])`;
}
