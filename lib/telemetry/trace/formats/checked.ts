import { fileProblem } from './file-problem';

export type Json = { [name: string]: unknown };

/** Where in the file a value stands; put together only when something is wrong there. */
export type Where = () => string;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Refuses a file for a value of it. The checks below take the rest of the path apart: nothing is made for good values. */
export function badField(where: Where, rest: string, expected: string, value: unknown): never {
  const field = `${where()}${rest}`;
  const found = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value)).slice(0, 80);
  throw fileProblem('bad_field', `${field} must be ${expected}; the file has ${found}.`, field);
}

export function objectAt(value: unknown, where: Where, rest = ''): Json {
  return isObject(value) ? value : badField(where, rest, 'an object', value);
}

/** An entry of a list. */
export function entryAt(list: readonly unknown[], at: number, where: Where, rest: string): Json {
  return entryIn(list[at], at, where, rest);
}

/** A value that is an entry of a list. */
export function entryIn(value: unknown, at: number, where: Where, rest: string): Json {
  return isObject(value) ? value : badField(where, `${rest}[${at}]`, 'an object', value);
}

const noEntries: readonly unknown[] = [];

/** A list that may be left out. */
export function listAt(value: unknown, where: Where, rest = ''): readonly unknown[] {
  if (value === undefined || value === null) return noEntries;
  return Array.isArray(value) ? value : badField(where, rest, 'a list', value);
}

/** A text that may be left out. */
export function textAt(value: unknown, where: Where, rest = ''): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : badField(where, rest, 'a text', value);
}
