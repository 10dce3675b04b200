import type { Json, JsonObject } from '@/sandbox/apisix/lua/json';
import { field, items, luaString, luaToNumber } from '@/sandbox/apisix/lua/json';
import type { Entry } from '@/sandbox/apisix/store';
import { keyOf } from '@/sandbox/apisix/store';
import { Exit } from './reply';
import type { Args } from './request';
import { decodeArgs } from './request';

/** An object as a read shows it. */
export function node(entry: Entry, value: JsonObject): JsonObject {
  return {
    value,
    createdIndex: entry.createdIndex,
    modifiedIndex: entry.modifiedIndex,
    key: keyOf(entry.kind, entry.id),
  };
}

type Row = { entry: Entry; value: JsonObject };

/**
 * A list as API version 3 gives it: filtered by `name`, `uri` (regular expressions), `label` (the key alone) and
 * `filter`, then cut to a page. A page past the end is an empty object.
 */
export function listBody(rows: readonly Row[], args: Args, filterFields: readonly string[]): JsonObject {
  const found = rows.filter((row) => matches(row.value, args, filterFields));
  return { list: paged(found, args), total: found.length };
}

function matches(value: JsonObject, args: Args, filterFields: readonly string[]): boolean {
  const { name, label, uri, filter } = args;
  if (name !== undefined && !found(luaString(field(value, 'name')), name)) return false;
  if (label !== undefined && (label === true || field(field(value, 'labels'), label) === undefined)) return false;
  if (uri !== undefined) {
    const uris = [field(value, 'uri'), ...items(field(value, 'uris'))];
    if (!uris.some((one) => one !== undefined && found(luaString(one), uri))) return false;
  }
  if (filter === undefined) return true;
  const wanted = Object.entries(decodeArgs(filter === true ? '' : filter));
  return wanted.every(([key, want]) => !filterFields.includes(key) || field(value, key) === want);
}

/** A broken expression finds nothing. */
function found(text: string, expression: string | true): boolean {
  try {
    return new RegExp(String(expression)).test(text);
  } catch {
    return false;
  }
}

function number(arg: string | true | undefined): number | undefined {
  return typeof arg === 'string' ? luaToNumber(arg) : undefined;
}

function paged(rows: readonly Row[], args: Args): Json {
  const page = number(args.page);
  const size = number(args.page_size);
  if (page === undefined || size === undefined) return rows.map(({ entry, value }) => node(entry, value));
  if (size < 10 || size > 500) {
    throw new Exit({ status: 400, body: 'page_size must be between 10 and 500', api: true });
  }
  const byCreation = rows.toSorted((a, b) => a.entry.createdIndex - b.entry.createdIndex);
  const to = (page < 1 ? 1 : page) * size;
  const cut: Json[] = [];
  // Lua counts from 1 and in floating point: a fractional start finds nothing.
  for (let at = to - size + 1; at <= to; at += 1) {
    const row = byCreation[at - 1];
    if (row !== undefined) cut.push(node(row.entry, row.value));
  }
  return cut.length > 0 ? cut : {};
}
