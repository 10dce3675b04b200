import { createParser, type inferParserType, parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { switchedPlugins } from '@/lib/apisix/plugins-in-force';
import { changeOrigins, changeStatuses, itemStatuses, planOutcomes } from '@/lib/changes/dto';
import type { ChangeFilter } from '@/lib/changes/queries';
import { parseTimePoint } from '@/lib/telemetry/time-range';

const parseAsTimePoint = createParser<string>({
  parse: (text) => (parseTimePoint(text) === null ? null : text),
  serialize: (text) => text,
});

/** What a link to the list of changes reproduces. */
export const changeListParams = {
  q: parseAsString.withDefault(''),
  plugin: parseAsStringLiteral(switchedPlugins),
  route: parseAsString.withDefault(''),
  actor: parseAsString.withDefault(''),
  origin: parseAsStringLiteral(changeOrigins),
  status: parseAsStringLiteral(changeStatuses.filter((status) => status !== 'planned')),
  /** Either end of the time range: `now-1d`, or epoch ms. Without, all of time. */
  since: parseAsTimePoint,
  until: parseAsTimePoint,
};

export type ChangeListParams = inferParserType<typeof changeListParams>;

/** What of the address the server must know. */
export function toChangeFilter(params: ChangeListParams): ChangeFilter {
  return {
    q: params.q.trim() || undefined,
    plugin: params.plugin ?? undefined,
    route: params.route || undefined,
    actor: params.actor || undefined,
    origin: params.origin ?? undefined,
    status: params.status ?? undefined,
    since: params.since ?? undefined,
    until: params.until ?? undefined,
  };
}

/** What a link to one change reproduces: which of its routes are shown, and whose details are open. */
export const changeParams = {
  q: parseAsString.withDefault(''),
  status: parseAsStringLiteral(itemStatuses),
  outcome: parseAsStringLiteral(planOutcomes),
  item: parseAsInteger,
};
