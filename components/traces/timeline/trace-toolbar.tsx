'use client';

import {
  AlignLeft,
  ListCollapse,
  ListTree,
  Maximize2,
  Route as PathIcon,
  Undo2,
  Workflow,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import { memo, type Ref, useSyncExternalStore } from 'react';
import { isWhole } from '@/components/charts/flame/time-view';
import { KindBadge } from '@/components/traces/span-marks';
import { colourings, spanKinds, uppers } from '@/components/traces/trace-params';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { cn } from '@/components/ui/cn';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuRadioItem } from '@/components/ui/menu';
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import { formatDuration } from '@/lib/telemetry/format';
import type { TraceStats } from '@/lib/telemetry/trace/trace-stats';
import { TraceSearch } from './trace-search';
import type { TraceScene, TraceState } from './use-trace-state';

export type TraceToolbarProps = { state: TraceState; stats: TraceStats; searchField: Ref<HTMLInputElement> };

/** Beside the open details there is room for the icons alone; their names stay. */
const longWords = '@max-7xl:sr-only';
const shortWords = '@max-5xl:sr-only';

const upperIcons = { flame: AlignLeft, topology: Workflow, none: ListTree };

/** Search, filters, levels, colours, zoom, and what is drawn above the tree. */
export function TraceToolbar({ state, stats, searchField }: TraceToolbarProps) {
  return (
    <div
      className="@container relative -m-1 p-1 max-sm:overflow-x-auto max-sm:[scrollbar-width:none]"
      data-slot="trace-toolbar"
    >
      <div className="flex flex-wrap items-center gap-2 @max-3xl:gap-x-1.5 max-sm:w-max max-sm:flex-nowrap @5xl:gap-x-3">
        <TraceSearch field={searchField} state={state} />
        <TraceTools state={state.scene} stats={stats} />
      </div>
    </div>
  );
}

type TraceToolsProps = { state: TraceScene; stats: TraceStats };

/** All but the search, which says at which hit the keys are. */
const TraceTools = memo(function TraceTools({ state, stats }: TraceToolsProps) {
  const t = useTranslations('timeline');
  const { params, set } = state;
  return (
    <>
      <KindFilter state={state} stats={stats} />
      <Checkbox
        checked={params.errors}
        label={t('errorsOnly')}
        onChange={(event) => set({ errors: event.target.checked || null })}
      />
      <LevelMenu state={state} />
      <Button
        aria-pressed={params.critical}
        className={cn('text-xs font-normal', params.critical && 'border-accent bg-accent-soft text-accent')}
        onClick={() => set({ critical: !params.critical })}
        title={
          stats.criticalUs === null
            ? t('criticalUnknown')
            : t('criticalHint', { time: formatDuration(stats.criticalUs) })
        }
      >
        <PathIcon aria-hidden />
        <span className={longWords}>{t('critical')}</span>
      </Button>
      <Select
        aria-label={t('colourBy')}
        onChange={(event) => set({ colour: colourings.find((one) => one === event.target.value) ?? null })}
        value={params.colour}
      >
        {colourings.map((one) => (
          <option key={one} value={one}>
            {t(`colour.${one}`)}
          </option>
        ))}
      </Select>
      <div className="ml-auto flex items-center gap-2 @max-3xl:gap-1 @5xl:gap-3">
        <ZoomButtons state={state} />
        <Segmented
          label={t('upper')}
          onValueChange={(upper) => set({ upper })}
          options={uppers.map((value) => {
            const Icon = upperIcons[value];
            return {
              value,
              label: (
                <>
                  <Icon aria-hidden className="@5xl:hidden" />
                  <span className={shortWords}>{t(`upperShort.${value}`)}</span>
                </>
              ),
              title: t(`upperHint.${value}`),
            };
          })}
          value={params.upper}
        />
      </div>
    </>
  );
});

function KindFilter({ state, stats }: TraceToolsProps) {
  const t = useTranslations('timeline');
  const tTraces = useTranslations('traces');
  const { kinds } = state.params;
  return (
    <fieldset className="flex items-center gap-1">
      <legend className="sr-only">{t('kinds')}</legend>
      {spanKinds.map((kind) => {
        const isOn = kinds.includes(kind);
        return (
          <Button
            aria-pressed={isOn}
            className={cn('px-1.5 text-xs font-normal', !isOn && 'text-subtle line-through')}
            disabled={stats.kinds[kind] === 0}
            key={kind}
            onClick={() =>
              state.set({ kinds: spanKinds.filter((one) => (one === kind ? !isOn : kinds.includes(one))) })
            }
            title={tTraces(`kind.${kind}`)}
          >
            <KindBadge kind={kind} />
            <span className="max-2xl:sr-only">{tTraces(`kindShort.${kind}`)}</span>
            <span className="text-subtle tabular-nums @max-3xl:sr-only">{stats.kinds[kind]}</span>
          </Button>
        );
      })}
    </fieldset>
  );
}

const levels = [1, 2, 3, 4, 5, 6, 8, 10, 15, 20];

function LevelMenu({ state }: Pick<TraceToolsProps, 'state'>) {
  const t = useTranslations('timeline');
  const { foldLevel, deepest } = state;
  return (
    <Menu
      label={t('levels')}
      trigger={(props) => (
        <Button className="text-xs font-normal" title={t('levelsHint')} {...props}>
          <ListCollapse aria-hidden />
          {foldLevel === null ? (
            <span className={longWords}>{t('levels')}</span>
          ) : (
            <>
              <span aria-hidden className="tabular-nums @7xl:hidden">
                {foldLevel}
              </span>
              <span className={longWords}>{t('levelN', { count: foldLevel })}</span>
            </>
          )}
        </Button>
      )}
    >
      <MenuRadioItem checked={foldLevel === null && state.folded.size === 0} onClick={() => state.setFoldLevel(null)}>
        {t('levelAll')}
      </MenuRadioItem>
      {levels
        .filter((level) => level <= deepest)
        .map((level) => (
          <MenuRadioItem checked={foldLevel === level} key={level} onClick={() => state.setFoldLevel(level)}>
            {t('levelN', { count: level })}
          </MenuRadioItem>
        ))}
    </Menu>
  );
}

function ZoomButtons({ state }: Pick<TraceToolsProps, 'state'>) {
  const t = useTranslations('timeline');
  const { view } = state;
  const isAll = useSyncExternalStore(
    (listener) => view.subscribe(listener),
    () => isWhole(view.range, view.whole),
    () => true,
  );
  return (
    <div className="flex items-center">
      <IconButton label={t('zoomOut')} disabled={isAll} onClick={() => view.zoom(1 / 0.6)} size="sm">
        <ZoomOut aria-hidden />
      </IconButton>
      <IconButton label={t('zoomIn')} onClick={() => view.zoom(0.6)} size="sm">
        <ZoomIn aria-hidden />
      </IconButton>
      <IconButton disabled={isAll} label={t('zoomBack')} onClick={() => view.back()} size="sm">
        <Undo2 aria-hidden />
      </IconButton>
      <IconButton disabled={isAll} label={t('whole')} onClick={() => view.showAll()} size="sm">
        <Maximize2 aria-hidden />
      </IconButton>
    </div>
  );
}
