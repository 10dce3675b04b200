import { expect, test } from 'vitest';
import { csvLine } from './csv';

test('cells are quoted where they must be, and no text is a formula', () => {
  expect(csvLine(['a,b', 'say "x"', 'two\nlines', null, undefined, 1.5, -2])).toBe(
    '"a,b","say ""x""","two\nlines",,,1.5,-2\r\n',
  );
  expect(csvLine(['=HYPERLINK("x")', '+1', '-1', '@x'])).toBe('"\'=HYPERLINK(""x"")",\'+1,\'-1,\'@x\r\n');
});
