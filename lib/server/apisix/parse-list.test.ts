import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseLargeList } from './parse-list';

const filler = Array.from({ length: 6000 }, (_, index) => ({
  value: { id: index, text: `[{"\\,]}${'x'.repeat(200)}` },
}));

test('a large list is what JSON.parse makes of it, whatever is in its strings', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 20 }), fc.boolean(), async (items, totalFirst) => {
      const list = [...filler, ...items, ...filler.slice(0, 5)];
      const text = JSON.stringify(totalFirst ? { total: list.length, list } : { list, total: list.length });
      expect(await parseLargeList(text)).toEqual({ list: JSON.parse(text).list });
    }),
    { numRuns: 20 },
  );
});

test('a text that is cut off, or of another form, is left to JSON.parse', async () => {
  const text = JSON.stringify({ list: filler });
  expect(await parseLargeList(text.slice(0, -300))).toBeUndefined();
  expect(await parseLargeList(text.replace('"list"', '"rows"'))).toBeUndefined();
  expect(await parseLargeList(text.slice(0, -1))).toBeUndefined();
  expect((await parseLargeList(text.replace('},{"value":{"id":3000', '},,{"value":{"id":3000'))) === undefined).toBe(
    true,
  );
  expect(await parseLargeList('{"list":[]}')).toBeUndefined();
});

test('other work gets its turn while a large list is parsed', async () => {
  let turns = 0;
  let isDone = false;
  const tick = () => {
    turns++;
    if (!isDone) setImmediate(tick);
  };
  setImmediate(tick);
  await parseLargeList(JSON.stringify({ list: filler }));
  isDone = true;
  expect(turns).toBeGreaterThan(3);
});
