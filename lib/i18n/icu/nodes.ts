/** Codes of `@formatjs/icu-messageformat-parser`, by which intl-messageformat tells nodes apart. */
export const icuType = {
  literal: 0,
  argument: 1,
  number: 2,
  date: 3,
  time: 4,
  select: 5,
  plural: 6,
  pound: 7,
  tag: 8,
} as const;

type Options = Record<string, { value: IcuNode[] }>;

export type IcuNode =
  | { type: typeof icuType.literal | typeof icuType.argument; value: string }
  | { type: typeof icuType.number; value: string; style: null }
  | { type: typeof icuType.select; value: string; options: Options }
  | { type: typeof icuType.plural; value: string; options: Options; offset: number; pluralType: 'cardinal' | 'ordinal' }
  | { type: typeof icuType.pound }
  | { type: typeof icuType.tag; value: string; children: IcuNode[] };
