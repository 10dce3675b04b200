import 'server-only';
import { endTags, type OwnTags } from './own-tags';
import { any, bare, type Column, type Condition, isExactly, type Selected } from './sql';

/** Which columns an end of a row has: its client's, its server's, or those of a table that knows one end alone. */
export type Side = '_0' | '_1' | '';

/** The end of a row is this gateway. */
export function ownEnd(tags: OwnTags, side: Side): Condition[] {
  return endTags.flatMap((tag) => {
    const values = tags[tag];
    return values ? [any(values.map((value) => isExactly(`${tag}${side}`, value)))] : [];
  });
}

/** The columns of one end that `isOwnEnd` reads. */
export function ownColumns(tags: OwnTags, side: Side): Selected[] {
  return endTags.flatMap((tag) => (tags[tag] ? [bare(`${tag}${side}`)] : []));
}

/** What `ownEnd` selects, asked of a row that was read. */
export function isOwnEnd(tags: OwnTags, side: Side, textOf: (column: Column) => string): boolean {
  return endTags.every((tag) => tags[tag]?.includes(textOf(`${tag}${side}`)) ?? true);
}

/**
 * A span is this gateway's: by its service's name where that is told, since spans that come through a collector have the
 * tags of the collector's place.
 */
export function ownSpan({ app_service: names, ...tags }: OwnTags, side: Side = '_1'): Condition[] {
  return names ? [any(names.map((name) => isExactly('app_service', name)))] : ownEnd(tags, side);
}
