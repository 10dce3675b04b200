import { type IcuNode, icuType } from './nodes';

/**
 * Stands for `@formatjs/icu-messageformat-parser` (next.config.mjs): all that intl-messageformat imports of it, under the
 * names it imports.
 */
export { parse } from './parse-message';

type Node = Pick<IcuNode, 'type'> | { type: number };

const is = (type: number) => (node: Node) => node.type === type;

export const isLiteralElement = is(icuType.literal);
export const isArgumentElement = is(icuType.argument);
export const isNumberElement = is(icuType.number);
export const isDateElement = is(icuType.date);
export const isTimeElement = is(icuType.time);
export const isSelectElement = is(icuType.select);
export const isPluralElement = is(icuType.plural);
export const isPoundElement = is(icuType.pound);
export const isTagElement = is(icuType.tag);

/** Skeletons are not read: no node has one. */
export const isNumberSkeleton = () => false;
export const isDateTimeSkeleton = () => false;
