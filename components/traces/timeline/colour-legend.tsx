'use client';

import { ChevronDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { memo, useMemo, useState } from 'react';
import { KindBadge, seriesColour } from '@/components/traces/span-marks';
import { spanKinds } from '@/components/traces/trace-params';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Menu, MenuItem } from '@/components/ui/menu';
import { formatDuration, formatShare } from '@/lib/telemetry/format';
import { kindCodes } from '@/lib/telemetry/trace/columns';
import type { TraceStats } from '@/lib/telemetry/trace/trace-stats';
import type { TraceScene } from './use-trace-state';

const shownAtFirst = 12;

export type ColourLegendProps = { state: TraceScene; stats: TraceStats };

/** What the colours stand for: services with their share of the time and what can be done with their spans, kinds, or hosts. */
export const ColourLegend = memo(function ColourLegend({ state, stats }: ColourLegendProps) {
  const { colour } = state.params;
  if (colour === 'service') return <Services state={state} stats={stats} />;
  return colour === 'kind' ? <Kinds state={state} /> : <Hosts state={state} />;
});

function Services({ state, stats }: ColourLegendProps) {
  const t = useTranslations('timeline');
  const [isLong, setIsLong] = useState(false);
  const { services } = state.opened.tables;
  const whole = services.reduce((sum, { selfUs }) => sum + (selfUs ?? 0), 0);
  if (services.length === 0) return null;
  const shown = isLong ? services : services.slice(0, shownAtFirst);
  return (
    <div className="flex flex-col gap-1">
      <div aria-hidden className="flex h-1.5 gap-px overflow-hidden rounded-sm bg-sunken">
        {services.slice(0, 60).map(({ id, selfUs }) => (
          <span
            key={id}
            style={{
              width: `${whole > 0 ? ((selfUs ?? 0) / whole) * 100 : 0}%`,
              background: seriesColour(state.colours.get(id)),
            }}
          />
        ))}
      </div>
      <ul
        aria-label={t('selfShare')}
        className="relative -mx-1 flex flex-wrap items-center gap-x-1 text-xs @max-4xl:gap-x-0.5 max-sm:flex-nowrap max-sm:overflow-x-auto max-sm:[scrollbar-width:none]"
        title={t('selfShare')}
      >
        {shown.map((service, place) => (
          <li className="min-w-0 max-sm:shrink-0" key={service.id}>
            <ServiceMenu
              place={place}
              share={whole > 0 && service.selfUs !== null ? service.selfUs / whole : null}
              state={state}
              stats={stats.services[place]}
            />
          </li>
        ))}
        {services.length > shownAtFirst ? (
          <li>
            <Button onClick={() => setIsLong(!isLong)} size="sm" variant="ghost">
              {isLong ? t('fewerServices') : t('moreServices', { count: services.length - shownAtFirst })}
            </Button>
          </li>
        ) : null}
      </ul>
    </div>
  );
}

function ServiceMenu(props: {
  state: TraceScene;
  place: number;
  share: number | null;
  stats: TraceStats['services'][number] | undefined;
}) {
  const t = useTranslations('timeline');
  const { state, place, share, stats } = props;
  const { services } = state.opened.tables;
  const service = services[place];
  if (service === undefined) return null;
  const { hide } = state.params;
  const isHidden = hide.includes(service.id);
  const others = services.filter(({ id }) => id !== service.id).map(({ id }) => id);
  const setHidden = (ids: string[]) => state.set({ hide: ids.length > 0 ? ids : null });
  return (
    <Menu
      label={service.name}
      trigger={(trigger) => (
        <button
          className={cn(
            'flex h-6 max-w-64 items-center gap-1 rounded-sm px-1 hover:bg-hover',
            isHidden && 'text-subtle line-through',
          )}
          title={t('serviceHint', {
            name: service.name,
            spans: stats?.spans ?? 0,
            errors: stats?.errors ?? 0,
            self: formatDuration(service.selfUs),
          })}
          type="button"
          {...trigger}
        >
          <span
            aria-hidden
            className="size-2.5 shrink-0 rounded-xs"
            style={{ background: seriesColour(state.colours.get(service.id)) }}
          />
          <span className="truncate">{service.name}</span>
          <span className="shrink-0 text-subtle whitespace-nowrap tabular-nums">{formatShare(share)}</span>
          <ChevronDown aria-hidden className="-ml-0.5 size-3 shrink-0 text-subtle @max-4xl:hidden" />
        </button>
      )}
    >
      <MenuItem onClick={() => state.setServiceFold(place, true)}>{t('foldService')}</MenuItem>
      <MenuItem onClick={() => state.setServiceFold(place, false)}>{t('unfoldService')}</MenuItem>
      <MenuItem onClick={() => setHidden(isHidden ? hide.filter((id) => id !== service.id) : [...hide, service.id])}>
        {isHidden ? t('showService') : t('hideService')}
      </MenuItem>
      {others.length > 0 ? (
        <MenuItem onClick={() => setHidden(hide.length === others.length && !isHidden ? [] : others)}>
          {hide.length === others.length && !isHidden ? t('allServices') : t('onlyService')}
        </MenuItem>
      ) : null}
    </Menu>
  );
}

function Kinds({ state }: { state: TraceScene }) {
  const t = useTranslations('traces');
  const { fill, opened } = { fill: state.look.fill, opened: state.opened };
  const places = useMemo(
    () => spanKinds.map((kind) => fill[opened.columns.kind.indexOf(kindCodes.indexOf(kind))]),
    [fill, opened],
  );
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
      {spanKinds.map((kind, at) => (
        <li className="flex items-center gap-1.5" key={kind}>
          <span
            aria-hidden
            className="size-2.5 shrink-0 rounded-xs"
            style={{ background: seriesColour(places[at] || undefined) }}
          />
          <KindBadge kind={kind} />
          {t(`kind.${kind}`)}
        </li>
      ))}
    </ul>
  );
}

function Hosts({ state }: { state: TraceScene }) {
  const t = useTranslations('timeline');
  const { opened, look } = state;
  const { host } = opened.columns;
  const names = [...opened.tables.hosts.entries()];
  if (names.length === 0) return <p className="text-subtle text-xs">{t('noHosts')}</p>;
  return (
    <ul className="flex max-h-12 flex-wrap gap-x-4 gap-y-1 overflow-auto text-xs">
      {names.slice(0, 60).map(([place, name]) => (
        <li className="flex min-w-0 items-center gap-1.5" key={name}>
          <span
            aria-hidden
            className="size-2.5 shrink-0 rounded-xs"
            style={{ background: seriesColour(look.fill[host.indexOf(place)] || undefined) }}
          />
          <span className="truncate">{name}</span>
        </li>
      ))}
    </ul>
  );
}
