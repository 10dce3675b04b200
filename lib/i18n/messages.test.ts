import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { locales } from './locales';
import { namespaces } from './namespaces';

type Tree = { [key: string]: string | Tree };

const directory = new URL('./messages/', import.meta.url);

function read(locale: string, namespace: string): Map<string, string> {
  const tree: Tree = JSON.parse(readFileSync(new URL(`${locale}/${namespace}.json`, directory), 'utf8'));
  return new Map(flatten(tree, ''));
}

function flatten(tree: Tree, prefix: string): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`),
  );
}

/** Names in braces and tags: what the code fills in. */
function placeholders(text: string): string[] {
  const names = [...text.matchAll(/\{(\w+)\s*[,}]|<(\w+)>/g)].map((match) => match[1] ?? match[2] ?? '');
  return [...new Set(names)].sort();
}

test.each(locales)('%s has a file for each namespace and no other', (locale) => {
  const files = readdirSync(new URL(`${locale}/`, directory)).sort();
  expect(files).toEqual(namespaces.map((namespace) => `${namespace}.json`).sort());
});

describe.each(namespaces)('%s', (namespace) => {
  const english = read('en', namespace);
  const chinese = read('zh-CN', namespace);

  test('has the same keys in both languages', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test('has no empty text', () => {
    expect([...english, ...chinese].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  test('fills in the same values in both languages', () => {
    for (const [key, text] of english) {
      // A plural may need a word in one language and none in the other; its argument is named in both.
      expect({ key, names: placeholders(chinese.get(key) ?? '') }).toEqual({ key, names: placeholders(text) });
    }
  });
});
