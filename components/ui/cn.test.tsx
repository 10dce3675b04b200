import { twMerge } from 'tailwind-merge';
import { expect, test } from 'vitest';
import { cn } from './cn';

test.each([
  ['px-2 py-1', 'p-4'],
  ['p-4', 'px-2'],
  ['border p-4', 'border-0 p-0'],
  ['flex flex-col gap-1', 'flex-row flex-wrap'],
  ['h-7 w-full', 'size-6'],
  ['text-sm text-fg font-medium font-mono', 'text-xs text-muted font-normal'],
  ['bg-surface hover:bg-hover', 'bg-canvas'],
  ['hover:bg-hover', 'hover:bg-sunken'],
  ['has-checked:bg-accent-soft max-sm:w-full', 'has-checked:bg-canvas max-sm:w-8'],
  ['[&_svg]:size-3.5 [&>svg]:mt-0.5', '[&_svg]:size-4'],
  ['grid-cols-2 items-center justify-between', 'grid-cols-1 items-start'],
  ['border-line border-b', 'border-accent border-dashed'],
  ['before:border-current before:border-r-[1.5px] before:border-b-[1.5px]', 'before:border-b-2'],
  ['border-[3px] border-line', 'border'],
  ['fixed inset-0 top-1', 'inset-auto'],
  ['mx-4 mb-2', 'mx-0 mb-0'],
  ['min-w-0 max-w-full', 'min-w-40 max-w-72'],
  ['rounded-md whitespace-nowrap', 'rounded-sm whitespace-normal'],
  ['data-[set=true]:border-accent w-32', 'w-28'],
])('«%s» restyled by «%s» is what the full library makes of it', (own, given) => {
  const full = twMerge(own.replaceAll('text-2xs', 'text-xs'), given);
  expect(cn(own, given).split(' ').sort()).toEqual(full.split(' ').sort());
});

test('leaves out what is not there', () => {
  expect(cn('a', false, undefined, null, { b: true, c: false }, ['d'])).toBe('a b d');
});
