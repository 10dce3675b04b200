import { fileProblem } from './file-problem';

export type Json = { [name: string]: unknown };

/** Where in the file a value stands; put together only when something is wrong there. */
export type Where = () => string;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function badField(where: Where, expected: string, value: unknown): never {
  const found = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value)).slice(0, 80);
  throw fileProblem('bad_field', `${where()} must be ${expected}; the file has ${found}.`, where());
}

export function objectAt(value: unknown, where: Where): Json {
  return isObject(value) ? value : badField(where, 'an object', value);
}

/** A list that may be left out. */
export function listAt(value: unknown, where: Where): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : badField(where, 'a list', value);
}

/** A text that may be left out. */
export function textAt(value: unknown, where: Where): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : badField(where, 'a text', value);
}

export function numberAt(value: unknown, where: Where): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : badField(where, 'a number', value);
}
