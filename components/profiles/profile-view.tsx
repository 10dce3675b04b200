'use client';

import { Maximize2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type Ref, useMemo, useRef, useSyncExternalStore } from 'react';
import { isWhole } from '@/components/charts/flame/time-view';
import { useChartPalette } from '@/components/charts/use-chart-palette';
import { IconButton } from '@/components/ui/icon-button';
import { Notice } from '@/components/ui/notice';
import { StepSearch } from '@/components/ui/step-search';
import type { Profile, ProfiledEvent, ProfiledProcess } from '@/lib/deepflow/profile';
import type { QueryRange } from '@/lib/deepflow/queries';
import { formatCount, formatShare } from '@/lib/telemetry/format';
import { type OpenedProfile, openProfile, selfByKind } from '@/lib/telemetry/profile/open-profile';
import { formatValue } from './format-value';
import { profilePalette } from './frame-look';
import { FunctionTable } from './function-table';
import { KindSwatch } from './kind-mark';
import { ProfileFlame } from './profile-flame';
import { useProfileShortcuts } from './use-profile-shortcuts';
import { type ProfileState, useProfileState } from './use-profile-state';

export type ProfileViewProps = {
  profile: Profile;
  process: ProfiledProcess;
  event: ProfiledEvent;
  range: QueryRange;
};

/** A profile as a picture and as a table, in step. */
export function ProfileView({ profile, process, event, range }: ProfileViewProps) {
  const t = useTranslations('profiles');
  const opened = useMemo(() => openProfile(profile), [profile]);
  const state = useProfileState(opened);
  const chart = useChartPalette();
  const palette = useMemo(() => profilePalette(chart), [chart]);
  const searchField = useRef<HTMLInputElement>(null);
  useProfileShortcuts(state, searchField);
  const isLuaMissing = useMemo(() => isWithoutLua(process, opened), [process, opened]);
  const { unit } = event;
  return (
    <div className="@container flex min-h-0 flex-1 flex-col" data-slot="profile-view">
      <div className="flex flex-col gap-2 px-4 py-2 max-sm:px-2">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Search field={searchField} state={state} unit={unit} />
          <Summary event={event} opened={opened} range={range} />
        </div>
        <Legend opened={opened} />
        {isLuaMissing ? <p className="text-muted text-xs text-pretty">{t('noLua')}</p> : null}
        {profile.cut ? (
          <Notice tone="warning">
            {t('cut', { rows: formatCount(profile.cut.rows), limit: formatCount(profile.cut.limit) })}
          </Notice>
        ) : null}
        {profile.small > 0 ? <Notice>{t('small', { count: profile.small })}</Notice> : null}
        {state.isFrameMissing ? <Notice>{t('frameMissing')}</Notice> : null}
      </div>
      <div className="flex min-h-0 flex-1 flex-col border-t @5xl:flex-row">
        <ProfileFlame
          className="min-h-72 flex-3 max-sm:h-[70vh] max-sm:flex-none @max-5xl:border-b @5xl:border-r"
          palette={palette}
          state={state}
          unit={unit}
        />
        <FunctionTable
          chosen={state.chosen}
          className="min-h-72 flex-2 max-sm:h-[70vh] max-sm:flex-none @5xl:max-w-160 @5xl:min-w-104"
          cursor={state.cursor}
          goTo={state.goTo}
          hits={state.hits}
          opened={opened}
          unit={unit}
          zoomTo={state.zoomTo}
        />
      </div>
    </div>
  );
}

/** The stacks of LuaJIT's functions are part of DeepFlow's Enterprise Edition alone. */
function isWithoutLua({ role, language }: ProfiledProcess, { functions }: OpenedProfile): boolean {
  return role === 'gateway' && language === 'eBPF' && !functions.names.some((name) => /\.lua\b/.test(name));
}

function Search({
  state,
  field,
  unit,
}: {
  state: ProfileState;
  field: Ref<HTMLInputElement>;
  unit: ProfiledEvent['unit'];
}) {
  const t = useTranslations('profiles');
  const { hits, cursor, opened, view } = state;
  const count = hits?.frames.length ?? 0;
  const at = hits?.isHit[cursor] === 1 ? hits.frames.indexOf(cursor) : -1;
  const isAll = useSyncExternalStore(
    (listener) => view.subscribe(listener),
    () => isWhole(view.range, view.whole),
    () => true,
  );
  const words = () => {
    if (hits === null || count === 0) return t('noHits');
    const share = formatShare(hits.covered / opened.whole);
    const found = at < 0 ? t('hitCount', { count }) : t('hitAt', { at: at + 1, count });
    return t('found', { found, value: formatValue(hits.covered, unit), share });
  };
  return (
    <div className="flex flex-wrap items-center gap-1">
      <StepSearch
        className="flex-wrap"
        count={hits === null ? null : count}
        field={field}
        label={t('search')}
        next={t('next')}
        onStep={state.step}
        onValueChange={state.setQ}
        placeholder={t('searchHint')}
        previous={t('previous')}
        value={state.q}
        words={words()}
      />
      <IconButton disabled={isAll} label={t('reset')} onClick={state.reset} size="sm">
        <Maximize2 aria-hidden />
      </IconButton>
    </div>
  );
}

/** How much there is in all. */
function Summary({ opened, event, range }: { opened: OpenedProfile; event: ProfiledEvent; range: QueryRange }) {
  const t = useTranslations('profiles');
  const { whole, functions, count } = opened;
  const rangeUs = (range.toMs - range.fromMs) * 1000;
  return (
    <p className="flex flex-wrap gap-x-3 text-xs">
      <span className="font-medium tabular-nums">{t('whole', { value: formatValue(whole, event.unit) })}</span>
      {event.type === 'on-cpu' && event.unit === 'microseconds' && rangeUs > 0 ? (
        <span className="text-muted tabular-nums" title={t('cpusHint')}>
          {t('cpus', { cpus: formatCount(whole / rangeUs) })}
        </span>
      ) : null}
      <span className="text-muted tabular-nums">{t('sizes', { functions: functions.count, frames: count })}</span>
    </p>
  );
}

/** What each colour means, and how much was spent in functions of that kind themselves. */
function Legend({ opened }: { opened: OpenedProfile }) {
  const t = useTranslations('profiles');
  const kinds = useMemo(() => selfByKind(opened), [opened]);
  return (
    <ul aria-label={t('legend')} className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
      {kinds.map(({ kind, self }) => (
        <li className="inline-flex items-center gap-1.5" key={kind}>
          <KindSwatch kind={kind} />
          {t(`kind.${kind}`)}
          <span className="text-muted tabular-nums">{formatShare(self / opened.whole)}</span>
        </li>
      ))}
    </ul>
  );
}
