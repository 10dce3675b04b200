/** The body of L7FlowTracing, checked as deepflow-app's model does (schematics). */
export type TracingBody = {
  region: string | null;
  timeStart: number;
  timeEnd: number;
  hasAttributes: boolean;
  id: string | null;
  traceId: string | null;
  maxIteration: number | null;
  networkDelayUs: number | null;
  hostClockOffsetUs: number | null;
  signalSources: readonly string[] | null;
};

/** The body breaks the model; `description` is what deepflow-app answers with its 400. */
export class BodyError extends Error {
  constructor(readonly description: string) {
    super(description);
  }
}

export type Problem = string | string[] | { [index: string]: string[] };

export type Field = {
  /** What the answer calls it; a body may use the lower-case name as well. */
  name: string;
  required?: boolean;
  min?: number;
  parse: (value: unknown) => { value: unknown } | { problem: Problem };
};

const fields: readonly Field[] = [
  { name: 'REGION', parse: parseString },
  { name: 'TIME_START', required: true, min: 0, parse: parseInteger },
  { name: 'TIME_END', required: true, min: 0, parse: parseInteger },
  { name: 'has_attributes', parse: parseInteger },
  { name: 'DATABASE', required: true, parse: parseString },
  { name: 'TABLE', required: true, parse: parseString },
  { name: '_id', parse: parseString },
  { name: 'trace_id', parse: parseString },
  { name: 'DEBUG', parse: parseBoolean },
  { name: 'MAX_ITERATION', min: 0, parse: parseInteger },
  { name: 'NETWORK_DELAY_US', min: 1, parse: parseInteger },
  { name: 'HOST_CLOCK_OFFSET_US', min: 1, parse: parseInteger },
  { name: 'NTP_DELAY_US', min: 1, parse: parseInteger },
  { name: 'SIGNAL_SOURCES', parse: parseStrings },
];

/**
 * The JSON of a body; undefined when it is none. Python's whole numbers have any size: those that would lose digits here
 * come as text, which a field takes as well.
 */
export function parseJson(text: string): unknown {
  const kept = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
  );
  try {
    return JSON.parse(kept);
  } catch {
    return undefined;
  }
}

/** Throws BodyError: first for keys that are unknown and values of a wrong type, then for what is missing or too low. */
export function parseBody(body: Record<string, unknown>): TracingBody {
  const problems: Record<string, Problem> = {};
  const names = new Set(fields.flatMap(({ name }) => [name, name.toLowerCase()]));
  for (const key of Object.keys(body)) if (!names.has(key)) problems[key] = 'Rogue field';
  const values = new Map<string, unknown>();
  for (const { name, parse } of fields) {
    const sent = body[name] ?? body[name.toLowerCase()] ?? null;
    if (sent === null) continue;
    const parsed = parse(sent);
    if ('problem' in parsed) problems[name] = parsed.problem;
    else values.set(name, parsed.value);
  }
  refuse(problems);
  for (const { name, required, min } of fields) {
    const value = values.get(name);
    if (value === undefined && required) problems[name] = ['This field is required.'];
    if (min !== undefined && typeof value === 'number' && value < min) {
      problems[name] = [`Int value should be greater than or equal to ${min}.`];
    }
  }
  const sources = values.get('SIGNAL_SOURCES');
  if (Array.isArray(sources) && sources.length === 0) problems.SIGNAL_SOURCES = ['Please provide at least 1 item.'];
  refuse(problems);
  const number = (name: string) => {
    const value = values.get(name);
    return typeof value === 'number' ? value : null;
  };
  const text = (name: string) => {
    const value = values.get(name);
    return typeof value === 'string' && value !== '' ? value : null;
  };
  return {
    region: text('REGION'),
    timeStart: number('TIME_START') ?? 0,
    timeEnd: number('TIME_END') ?? 0,
    hasAttributes: number('has_attributes') !== null && number('has_attributes') !== 0,
    id: text('_id'),
    traceId: text('trace_id'),
    maxIteration: number('MAX_ITERATION'),
    networkDelayUs: number('NETWORK_DELAY_US'),
    hostClockOffsetUs: number('HOST_CLOCK_OFFSET_US'),
    signalSources: Array.isArray(sources) ? sources.map(String) : null,
  };
}

function refuse(problems: Record<string, Problem>): void {
  if (Object.keys(problems).length > 0) throw new BodyError(pythonJson(problems));
}

/** JSON as Python's json.dumps writes it: with spaces, and ASCII only. */
export function pythonJson(value: Problem | Record<string, Problem>): string {
  if (typeof value === 'string') {
    return JSON.stringify(value).replace(
      /[\u007f-\uffff]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  }
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${pythonJson(key)}: ${pythonJson(item)}`)
    .join(', ')}}`;
}

/** How Python prints a value that JSON has. */
function pythonText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value === null) return 'None';
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([key, item]) => `${pythonRepr(key)}: ${pythonRepr(item)}`)
      .join(', ')}}`;
  }
  return String(value);
}

function pythonRepr(value: unknown): string {
  if (typeof value !== 'string') return pythonText(value);
  return value.includes("'") && !value.includes('"') ? `"${value}"` : `'${value.replaceAll("'", "\\'")}'`;
}

export function parseInteger(value: unknown): ReturnType<Field['parse']> {
  if (typeof value === 'boolean') return { value: value ? 1 : 0 };
  if (typeof value === 'number' && Number.isInteger(value)) return { value };
  if (typeof value === 'string' && /^\s*[+-]?\d+(_\d+)*\s*$/.test(value)) {
    return { value: Number(value.replaceAll('_', '')) };
  }
  return { problem: [`Value '${pythonText(value)}' is not int.`] };
}

export function parseString(value: unknown): ReturnType<Field['parse']> {
  if (typeof value === 'string') return { value };
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isInteger(value))) {
    return { value: pythonText(value) };
  }
  return { problem: [`Couldn't interpret '${pythonText(value)}' as string.`] };
}

export function parseBoolean(value: unknown): ReturnType<Field['parse']> {
  if (typeof value === 'boolean') return { value };
  if (value === 1 || (typeof value === 'string' && /^(True|true|1)$/.test(value))) return { value: true };
  if (value === 0 || (typeof value === 'string' && /^(False|false|0)$/.test(value))) return { value: false };
  return { problem: ['Must be either true or false.'] };
}

export function parseStrings(value: unknown): ReturnType<Field['parse']> {
  if (!Array.isArray(value)) return { problem: ['Could not interpret the value as a list'] };
  const items = value.map(parseString);
  const problems = items.flatMap((item, index) => ('problem' in item ? [[index, item.problem]] : []));
  if (problems.length > 0) return { problem: Object.fromEntries(problems) };
  return { value: items.map((item) => ('value' in item ? item.value : '')) };
}
