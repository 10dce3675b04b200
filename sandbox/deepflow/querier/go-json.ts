const htmlSigns: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** A text as Go's encoding/json writes it: signs of HTML escaped. */
export function goString(text: string): string {
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (sign) => htmlSigns[sign] ?? sign);
}

/** Any JSON value in Go's writing. */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (sign) => htmlSigns[sign] ?? sign);
}

/** Zone of DeepFlow's columns, which has no daylight saving. */
const zone = '+08:00';

function innerType(type: string): { name: string; argument: string } {
  const [, name = type, argument = ''] = /^(\w+)\(([\s\S]*)\)$/.exec(type) ?? [];
  return { name, argument };
}

/** Splits `String, Array(Int8), x Tuple(…)` at its own commas. */
function typeList(list: string): string[] {
  const types: string[] = [];
  let depth = 0;
  let start = 0;
  for (const [index, sign] of [...list].entries()) {
    depth += sign === '(' ? 1 : sign === ')' ? -1 : 0;
    if (sign === ',' && depth === 0) {
      types.push(list.slice(start, index).trim());
      start = index + 1;
    }
  }
  types.push(list.slice(start).trim());
  return types;
}

/**
 * One value of an answer as the real querier writes it: 64-bit integers in full, times as RFC 3339 in the columns' zone,
 * NaN and infinities as 0, or null where the column is Nullable, byte arrays as base64.
 */
export function encodeValue(type: string, value: unknown): string {
  if (value === null || value === undefined) {
    return 'null';
  }
  const { name, argument } = innerType(type);
  switch (name) {
    case 'Nullable':
      return isDenormal(value) ? 'null' : encodeValue(argument, value);
    case 'LowCardinality':
      return encodeValue(argument, value);
    case 'Array':
      return encodeArray(argument, value);
    case 'Tuple':
      return encodeTuple(argument, value);
    case 'Map':
      return encodeMap(argument, value);
    default:
      return encodePlain(name, value);
  }
}

function isDenormal(value: unknown): boolean {
  return typeof value === 'string' && /^[+-]?(?:nan|inf)$/i.test(value);
}

/** Numbers come as text where they are wide. */
function numberText(value: unknown): string {
  return typeof value === 'string' ? value : goJson(value);
}

function encodePlain(name: string, value: unknown): string {
  if (/^U?Int\d+$/.test(name)) {
    return numberText(value);
  }
  if (name.startsWith('Float') || name.startsWith('Decimal')) {
    return isDenormal(value) ? '0' : numberText(value);
  }
  if (name.startsWith('DateTime') && typeof value === 'string') {
    const [date = '', time = ''] = value.split(' ');
    const short = time.includes('.') ? time.replace(/\.?0+$/, '') : time;
    return `"${date}T${short}${zone}"`;
  }
  if (name.startsWith('Date') && typeof value === 'string') {
    return `"${value}T00:00:00${zone}"`;
  }
  return typeof value === 'string' ? goString(value) : goJson(value);
}

function encodeArray(element: string, value: unknown): string {
  const items = Array.isArray(value) ? value : [];
  if (element === 'UInt8') {
    return `"${Buffer.from(items.map(Number)).toString('base64')}"`;
  }
  return `[${items.map((item) => encodeValue(element, item)).join(',')}]`;
}

function encodeTuple(types: string, value: unknown): string {
  const elements = typeList(types).map((type) => /^`?[\w.]+`? (\S[\s\S]*)$/.exec(type)?.[1] ?? type);
  const items = Array.isArray(value) ? value : [];
  return `[${items.map((item, index) => encodeValue(elements[index] ?? 'String', item)).join(',')}]`;
}

function encodeMap(types: string, value: unknown): string {
  const [, valueType = 'String'] = typeList(types);
  const entries = Object.entries(value as Record<string, unknown>).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${goString(key)}:${encodeValue(valueType, item)}`).join(',')}}`;
}
