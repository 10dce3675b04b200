import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readText } from './read-text';

// Small files are read at once, large ones after a look at their beginning.
describe.each([
  ['small', 10],
  ['large', 2_100_000],
])('a %s file', (_, length) => {
  const written = `{"né": "${'ü'.repeat(length)}"}`;

  test.each([
    ['UTF-8', written],
    ['UTF-8 with a mark', `\ufeff${written}`],
    ['UTF-16, as PowerShell writes it', Buffer.from(`\ufeff${written}`, 'utf16le')],
    ['gzip', gzipSync(written, { level: 0 })],
  ])('in %s', async (_kind, content) => {
    const text = await readText(new Blob([content]));
    expect(text.length).toBe(written.length);
    expect(text === written).toBe(true);
  });
});
