import { describe, expect, it } from 'vitest';
import { parseRows, RowError } from '@/sandbox/deepflow/row-intake';

describe('parseRows', () => {
  it('reads a list and lines alike, with the empty value for what is left out', () => {
    const row = { _id: '1', endpoint: '/a' };
    const [listed] = parseRows(JSON.stringify([row]));
    const [line] = parseRows(`${JSON.stringify(row)}\n\n`);
    expect(listed).toEqual(line);
    expect(listed).toMatchObject({ endpoint: '/a', response_code: null, attribute_names: [] });
  });

  it.each([
    ['{"_id":"1","nosuch":1}', 'row 0: no column "nosuch"'],
    ['{"_id":"1","endpoint":1}', 'row 0: "endpoint" has the wrong type'],
    ['{"_id":"1"}\n{"_id":"1","attribute_names":"a"}', 'row 1: "attribute_names" has the wrong type'],
    ['{"_id":"x"}', 'row 0: "_id" is no decimal number'],
    ['{"endpoint":"a"}', 'row 0: "_id" is no decimal number'],
    ['[1]', 'row 0: not an object'],
  ])('names row and field of %s', (body, message) => {
    expect(() => parseRows(body)).toThrow(new RowError(message));
  });
});
