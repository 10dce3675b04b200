import { parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import type { CallColumnKey } from '@/components/traces/call-columns';

/** Columns a log line can have, in the order they stand in. */
export const logColumns = [
  'time',
  'outcome',
  'method',
  'host',
  'path',
  'duration',
  'request',
  'response',
  'kinds',
  'attribution',
  'client',
  'server',
  'trace',
] as const satisfies CallColumnKey[];

export const defaultLogColumns: CallColumnKey[] = [
  'time',
  'outcome',
  'method',
  'host',
  'path',
  'duration',
  'request',
  'response',
  'client',
  'trace',
];

/** What of the log is shown, in the address; the filters are those of the traces tab. */
export const logParams = {
  /** The call whose details are open. */
  call: parseAsString,
  columns: parseAsArrayOf(parseAsStringLiteral(logColumns)).withDefault(defaultLogColumns),
};

/** The chosen columns in their fixed order; the time and the path are always there. */
export function pickColumns(chosen: readonly CallColumnKey[]): CallColumnKey[] {
  return logColumns.filter((key) => key === 'time' || key === 'path' || chosen.includes(key));
}
