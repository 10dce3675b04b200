import 'server-only';
import type { ProfileTarget } from '@/lib/deepflow/profile';
import type { Seconds } from './call-statements';
import { ownColumns, ownEnd } from './own-end';
import type { OwnTags } from './own-tags';
import { bare, type Condition, column, countRows, endsWithin, isExactly, type Statement, selectCalls } from './sql';

/** Which processes there are profiles of, by place and kind, those with the most stacks first. */
export function profiledProcesses(tags: OwnTags, range: Seconds, limit: number): Statement {
  const named = [bare('auto_service'), bare('auto_instance')];
  const names = new Set(named.map(({ name }) => name));
  const places = [...named, ...ownColumns(tags, '').filter(({ name }) => !names.has(name))];
  return selectCalls({
    name: 'profile.processes',
    from: 'in_process',
    select: [
      column('app_service', 'app'),
      column('profile_language_type', 'language'),
      column('profile_event_type', 'event'),
      column('profile_value_unit', 'unit'),
      ...places,
      countRows('n'),
    ],
    where: [endsWithin(range.fromS, range.toS)],
    groupBy: ['app', 'language', 'event', 'unit', ...places.map(({ name }) => name)],
    orderBy: 'n',
    limit,
  });
}

/** How many stacks there are of one profile. */
export function stacksOfProfile(tags: OwnTags, target: ProfileTarget, range: Seconds): Statement {
  const { app, language, event } = target;
  return selectCalls({
    name: 'profile.stacks',
    from: 'in_process',
    select: [countRows('n')],
    where: [
      endsWithin(range.fromS, range.toS),
      isExactly('app_service', app),
      isExactly('profile_language_type', language),
      isExactly('profile_event_type', event),
      ...placeOf(tags, target),
    ],
    limit: 1,
  });
}

/** Where the process runs: what of a profile the querier takes as a condition of its own. */
export function placeOf(tags: OwnTags, { service, instance, isGateway }: ProfileTarget): Condition[] {
  return [
    ...(isGateway ? ownEnd(tags, '') : []),
    ...(service === '' ? [] : [isExactly('auto_service', service)]),
    ...(instance === null ? [] : [isExactly('auto_instance', instance)]),
  ];
}
