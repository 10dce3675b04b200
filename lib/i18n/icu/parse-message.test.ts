import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it, test } from 'vitest';
import { locales } from '@/lib/i18n/locales';
import { namespaces } from '@/lib/i18n/namespaces';
import * as ours from './formatjs-parser';

/** The one that next-intl would use, found where it finds it. */
const ofIntl = createRequire(createRequire(import.meta.url).resolve('intl-messageformat'));
const theirs = ofIntl('@formatjs/icu-messageformat-parser') as Pick<typeof ours, 'parse'>;

describe.each(locales)('messages in %s', (locale) => {
  test.each([...namespaces])('%s: each is read as the whole of ICU reads it', (namespace) => {
    const file = new URL(`../messages/${locale}/${namespace}.json`, import.meta.url);
    const messages = textsOf(JSON.parse(readFileSync(file, 'utf8')));
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages) expect(ours.parse(message), message).toEqual(theirs.parse(message));
  });
});

it.each([
  '',
  "it's {n}",
  "'{quoted}' and ''one''",
  "{n, plural, =0 {none} one {'#' is #} other {# <b>rows</b> of {m, number}}}",
  '{n, selectordinal, one {#st} other {#th}}',
  '{ n , select , a {x{y}} other { } }',
  'a < b > c <b>{n} <i>deep</i></b> 1<2',
  "an apostrophe at the end'",
  "{n, plural, other {it's '{'}}",
  'a#b',
])('reads %j as the whole of ICU reads it', (message) => {
  expect(ours.parse(message)).toEqual(theirs.parse(message));
});

it.each([
  '{',
  '}',
  '{n',
  '{n,}',
  '{n, plural, one {x}}',
  '<b>x',
  '<b>x</i>',
  '{n, date}',
  '{n, number, ::percent}',
  '{}',
])('refuses %j', (message) => {
  expect(() => ours.parse(message)).toThrow(SyntaxError);
});

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Object.values(value as Record<string, unknown>).flatMap(textsOf);
}
