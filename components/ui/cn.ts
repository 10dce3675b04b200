import { type ClassValue, clsx } from 'clsx';

/** A utility's property, and the properties that it sets as well: a later one of these takes an earlier one away. */
const groups: readonly [pattern: RegExp, property: string, covers?: readonly string[]][] = [
  [/^(?:block|inline|inline-block|flex|inline-flex|grid|inline-grid|contents|hidden|table)$/, 'display'],
  [/^(?:static|fixed|absolute|relative|sticky)$/, 'position'],
  [/^p-/, 'p', ['px', 'py', 'pt', 'pr', 'pb', 'pl']],
  [/^px-/, 'px', ['pr', 'pl']],
  [/^py-/, 'py', ['pt', 'pb']],
  [/^-?m-/, 'm', ['mx', 'my', 'mt', 'mr', 'mb', 'ml']],
  [/^-?mx-/, 'mx', ['mr', 'ml']],
  [/^-?my-/, 'my', ['mt', 'mb']],
  [/^size-/, 'size', ['w', 'h']],
  [/^inset-(?![xy]-)/, 'inset', ['inset-x', 'inset-y', 'top', 'right', 'bottom', 'left']],
  [/^gap-(?![xy]-)/, 'gap', ['gap-x', 'gap-y']],
  [/^text-(?:2xs|xs|sm|base|lg|xl)$/, 'text-size'],
  [/^text-(?:left|center|right|start|end)$/, 'text-align'],
  [/^text-(?:pretty|balance|wrap|nowrap)$/, 'text-wrap'],
  [/^text-/, 'text-color'],
  [/^font-(?:normal|medium|semibold|bold)$/, 'font-weight'],
  [/^font-/, 'font-family'],
  [/^border(?:-\d+|-\[[\d.]+\w+\])?$/, 'border-width'],
  [/^border-([xytrbl])(?:-\d+|-\[[\d.]+\w+\])?$/, 'border-width-side'],
  [/^border-(?:solid|dashed|dotted|none)$/, 'border-style'],
  [/^border-/, 'border-color'],
  [/^rounded(?:-(?:none|sm|md|lg|full))?$/, 'rounded'],
  [/^flex-(?:row|col)(?:-reverse)?$/, 'flex-direction'],
  [/^flex-(?:no)?wrap$/, 'flex-wrap'],
  [/^flex-/, 'flex'],
  [/^items-/, 'items'],
  [/^justify-(?!items-|self-)/, 'justify'],
  [/^grid-cols-/, 'grid-cols'],
  [/^align-/, 'align'],
  [/^whitespace-/, 'whitespace'],
  [
    /^-?(px|py|pt|pr|pb|pl|mt|mr|mb|ml|w|h|min-w|min-h|max-w|max-h|inset-x|inset-y|top|right|bottom|left|gap-x|gap-y|z|bg|leading|opacity|overflow-x|overflow-y|overflow)-/,
    '',
  ],
];

/** Which property a class sets, with its variants: `hover:bg-hover` is `hover:bg`. Null: none that is known here. */
function propertyOf(name: string): { key: string; covers: string[] } | null {
  const variant = /^(?:(?:[^:[\]]|\[[^\]]*\])+:)*/.exec(name)?.[0] ?? '';
  const utility = name.slice(variant.length);
  for (const [pattern, property, covers = []] of groups) {
    const match = pattern.exec(utility);
    if (!match) continue;
    const own = property === '' ? (match[1] ?? '') : property + (match[1] ?? '');
    return { key: variant + own, covers: covers.map((covered) => variant + covered) };
  }
  return null;
}

/**
 * Joins class names; of two that set the same property the later one stays, so that a part's caller has the last word.
 * Knows the utilities that parts are restyled by; a full table of Tailwind would weigh nine kilobytes on every page.
 */
export function cn(...values: ClassValue[]): string {
  const joined = clsx(values);
  const known = settled.get(joined);
  if (known !== undefined) return known;
  const kept = settle(joined.split(/\s+/).filter(Boolean));
  if (settled.size < mostSettled) settled.set(joined, kept);
  return kept;
}

/** A page writes the same few hundred combinations over and over: once for each row of a table. */
const settled = new Map<string, string>();
const mostSettled = 2000;

function settle(names: string[]): string {
  const set = new Set<string>();
  const kept: string[] = [];
  for (const name of names.reverse()) {
    const property = propertyOf(name);
    if (property && set.has(property.key)) continue;
    if (property) for (const key of [property.key, ...property.covers]) set.add(key);
    kept.push(name);
  }
  return kept.reverse().join(' ');
}
