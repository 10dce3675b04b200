/** A JSON value as APISIX holds it. `null` is cjson's null, a value of its own (Lua type `userdata`). */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };
export type Table = Json[] | JsonObject;

export function isTable(value: Json | undefined): value is Table {
  return typeof value === 'object' && value !== null;
}

/** A Lua table with string keys, or an empty one: `[]` and `{}` are the same table in Lua. */
export function isObject(value: Json | undefined): value is JsonObject {
  return isTable(value) && !Array.isArray(value);
}

export function isEmpty(table: Table): boolean {
  return Array.isArray(table) ? table.length === 0 : Object.keys(table).length === 0;
}

/** `table.isarray`: an empty table counts as one, whatever it was in the JSON. */
export function isArrayTable(table: Table): boolean {
  return Array.isArray(table) || isEmpty(table);
}

/** `t[key]` with a string key; undefined where Lua says nil. */
export function field(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** `ipairs`/`pairs` over an array, nothing over anything else. */
export function items(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** Lua's `type()`. */
export function luaType(value: Json | undefined): string {
  if (value === undefined) return 'nil';
  if (value === null) return 'userdata';
  return typeof value === 'object' ? 'table' : typeof value;
}

/** Lua's `tostring()` of a number (`%.14g`) or string. */
export function luaString(value: Json | undefined): string {
  if (value === undefined) return 'nil';
  if (value === null) return 'userdata: NULL';
  if (typeof value === 'number') return luaNumber(value);
  return typeof value === 'object' ? 'table' : String(value);
}

function luaNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return '0';
  const [digits = '0', exponentText = '0'] = value.toExponential(13).split('e');
  const exponent = Number(exponentText);
  if (exponent >= -5 && exponent < 14) return String(Number(value.toPrecision(14)));
  const sign = exponent < 0 ? '-' : '+';
  return `${digits.replace(/\.?0+$/, '')}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** Lua's `tonumber()` of a text: decimal, hexadecimal, exponent, blanks around. */
export function luaToNumber(text: string): number | undefined {
  const trimmed = text.trim();
  if (!/^[-+]?(0x[\da-f]+|(\d+\.?\d*|\.\d+)(e[-+]?\d+)?)$/i.test(trimmed)) return undefined;
  const negative = trimmed.startsWith('-');
  const magnitude = Number(trimmed.replace(/^[-+]/, ''));
  return negative ? -magnitude : magnitude;
}

/** `string.format('%q')`. */
export function luaQuote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\\n').replace(/\r/g, '\\r').replace(/\0/g, '\\0')}"`;
}
