'use client';

import { ChevronDown, ChevronRight, Table2, X, ZoomIn } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { emptyReason } from '@/components/traces/empty-reason';
import { type CallFilterValues, isFiltered } from '@/components/traces/search-params';
import { useCallTime } from '@/components/traces/use-call-time';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { IconButton } from '@/components/ui/icon-button';
import { Loading } from '@/components/ui/loading';
import { ProblemPanel } from '@/components/ui/problem-panel';
import { ScrollRegion } from '@/components/ui/scroll-region';
import { Segmented } from '@/components/ui/segmented';
import { useSentenceGap } from '@/components/ui/sentence-gap';
import { Skeleton } from '@/components/ui/skeleton';
import { useMoment } from '@/components/ui/use-moment';
import type { Distribution, Selection } from '@/lib/deepflow/distribution';
import type { CallFilter } from '@/lib/deepflow/dto';
import { ComparisonPanel } from './comparison-panel';
import { DistributionTable } from './distribution-table';
import type { HeatMode } from './draw-heatmap';
import { HeatLegend } from './heat-legend';
import { Heatmap } from './heatmap';
import { useRangeWords } from './use-area-words';
import type { DistributionQueries } from './use-distribution';

const heatmapHeight = 160;

export type RouteDistributionProps = DistributionQueries & {
  selection: Selection | null;
  /** A selection is in the address that the time range does not reach. */
  isOutside: boolean;
  onSelect: (selection: Selection | null) => void;
  onZoom: (selection: Selection) => void;
  isFolded: boolean;
  onFold: (isFolded: boolean) => void;
  filter: CallFilter;
  values: CallFilterValues;
  onFilter: (values: Partial<CallFilterValues>) => void;
};

/** Above a route's calls: how long they took over time, and what sets the selected ones apart. */
export function RouteDistribution(props: RouteDistributionProps) {
  const { picture, selection, isFolded, onFold, onSelect } = props;
  const t = useTranslations('distribution');
  const bodyId = useId();
  const [mode, setMode] = useState<HeatMode>('all');
  const [isTable, setTable] = useState(false);
  const [reading, setReading] = useState<string | null>(null);
  const data = picture.data;
  return (
    <section aria-label={t('region')} className="border-b bg-surface" data-slot="route-distribution">
      <header className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1 max-sm:px-2">
        <button
          aria-controls={bodyId}
          aria-expanded={!isFolded}
          className="-ml-1 inline-flex items-center gap-1 rounded-sm px-1 font-medium hover:bg-hover"
          onClick={() => onFold(!isFolded)}
          type="button"
        >
          {isFolded ? (
            <ChevronRight aria-hidden className="size-3.5" />
          ) : (
            <ChevronDown aria-hidden className="size-3.5" />
          )}
          {t('title')}
        </button>
        {data ? (
          <span className="text-muted text-xs tabular-nums">
            {t('totals', {
              calls: data.totals.calls,
              errors: data.totals.errors,
              unanswered: data.totals.calls - data.totals.answered,
            })}
          </span>
        ) : null}
        {isFolded ? null : (
          <>
            <span className="min-w-0 flex-1 truncate text-right text-xs tabular-nums max-md:order-last max-md:basis-full max-md:text-left">
              {reading ?? <span className="text-subtle">{t('hint')}</span>}
            </span>
            <HeatLegend cells={data?.cells ?? []} mode={mode} />
            <Segmented
              label={t('mode.label')}
              onValueChange={setMode}
              options={[
                { value: 'all', label: t('mode.all') },
                { value: 'errors', label: t('mode.errors') },
              ]}
              value={mode}
            />
            <IconButton aria-pressed={isTable} label={t('asTable')} onClick={() => setTable(!isTable)}>
              <Table2 aria-hidden />
            </IconButton>
          </>
        )}
      </header>
      <div hidden={isFolded} id={bodyId}>
        {isFolded ? null : (
          <div className="lg:grid lg:grid-cols-[minmax(0,1fr)_24rem] xl:grid-cols-[minmax(0,1fr)_28rem]">
            <div className={cn('min-w-0', picture.isPlaceholderData && 'opacity-50')}>
              <Picture {...props} isTable={isTable} mode={mode} onRead={setReading} />
            </div>
            {selection ? <Selected {...props} selection={selection} /> : <NothingSelected />}
          </div>
        )}
        {props.isOutside ? (
          <p className="flex items-center gap-2 px-4 pb-1 text-muted text-xs max-sm:px-2">
            {t('outside')}
            <Button onClick={() => onSelect(null)} size="sm" variant="ghost">
              {t('clear')}
            </Button>
          </p>
        ) : null}
        {data ? <Limits data={data} /> : null}
      </div>
    </section>
  );
}

type PictureProps = RouteDistributionProps & {
  mode: HeatMode;
  isTable: boolean;
  onRead: (words: string | null) => void;
};

/** The picture in whichever state it is; always of one height, so that the list below stays where it is. */
function Picture({ picture, filter, selection, onSelect, mode, isTable, onRead }: PictureProps) {
  const t = useTranslations('distribution');
  const tTraces = useTranslations('traces');
  const { data, error } = picture;
  if (data === undefined && error)
    return (
      <div className="overflow-auto px-4 pb-2 max-sm:px-2">
        <ProblemPanel onRetry={() => picture.refetch()} problem={error.problem} retrying={picture.isFetching} />
      </div>
    );
  if (data === undefined)
    return (
      <Loading className="px-4 pb-2" style={{ height: heatmapHeight }}>
        <Skeleton className="size-full bg-sunken" />
      </Loading>
    );
  if (data.totals.calls === 0) {
    const { ambiguous, notices, keptFromS } = data;
    const reason = emptyReason({ isFiltered: isFiltered(filter), notices, otherRoutes: 0, ambiguous, keptFromS });
    return (
      <p className="grid place-items-center px-4 text-center text-muted text-xs" style={{ height: heatmapHeight }}>
        {t('empty', { reason: tTraces(`empty.${reason}.title`) })}
      </p>
    );
  }
  return (
    <>
      {error && !picture.isPlaceholderData ? (
        <ProblemPanel
          className="mx-4 mb-2"
          onRetry={() => picture.refetch()}
          problem={error.problem}
          retrying={picture.isFetching}
        />
      ) : null}
      {isTable ? (
        <ScrollRegion className="overflow-auto" label={t('heatmap')} style={{ height: heatmapHeight }}>
          <DistributionTable cells={data} onSelect={onSelect} />
        </ScrollRegion>
      ) : (
        <Heatmap
          cells={data}
          height={heatmapHeight}
          mode={mode}
          onRead={onRead}
          onSelect={onSelect}
          selection={selection}
        />
      )}
    </>
  );
}

/** Keeps the place of what a selection shows, so that the picture stays as it is under the pointer. */
function NothingSelected() {
  const t = useTranslations('distribution');
  return (
    <p className="grid place-items-center border-line border-l px-6 text-center text-pretty text-subtle text-xs max-lg:hidden">
      {t('selectFirst')}
    </p>
  );
}

/** The selection: what it is, what can be done with it, and how it differs from the rest. */
function Selected({
  comparison,
  selection,
  onSelect,
  onZoom,
  values,
  onFilter,
}: RouteDistributionProps & { selection: Selection }) {
  const t = useTranslations('distribution');
  const words = useRangeWords();
  return (
    <ScrollRegion
      className="max-h-40 overflow-auto border-line px-4 pb-2 max-lg:border-t max-lg:pt-1 max-sm:px-2 lg:border-l"
      label={t('selection')}
    >
      <div className="sticky top-0 z-10 mb-1 flex flex-wrap items-center gap-x-2 gap-y-1 bg-surface pb-1">
        <span className="min-w-0 flex-1 text-xs font-medium tabular-nums">
          {words.times(selection, false)} <span className="whitespace-nowrap">· {words.durations(selection)}</span>
        </span>
        <Button onClick={() => onZoom(selection)} size="sm">
          <ZoomIn aria-hidden />
          {t('zoom')}
        </Button>
        <Button onClick={() => onSelect(null)} size="sm" variant="ghost">
          <X aria-hidden />
          {t('clear')}
        </Button>
      </div>
      <ComparisonPanel onFilter={onFilter} query={comparison} values={values} />
    </ScrollRegion>
  );
}

/** What the picture does not show, in one quiet line. */
function Limits({ data }: { data: Distribution }) {
  const t = useTranslations('distribution');
  const time = useCallTime();
  const moment = useMoment();
  const gap = useSentenceGap();
  const limits = [
    ...(data.cut ? [t('cut', { since: time.clock(data.cut.sinceMs * 1000) })] : []),
    ...(data.keptFromS === null ? [] : [t('kept', { since: moment(data.keptFromS * 1000) })]),
    ...(data.ambiguous > 0 ? [t('ambiguous', { count: data.ambiguous })] : []),
  ];
  if (limits.length === 0) return null;
  return <p className="px-4 pb-1 text-muted text-xs max-sm:px-2">{limits.join(gap)}</p>;
}
