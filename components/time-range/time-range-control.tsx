'use client';

import { ChevronDown, Clock, Pause, Play, RotateCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useQueryStates } from 'nuqs';
import { useSyncExternalStore } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuRadioItem } from '@/components/ui/menu';
import { Popover } from '@/components/ui/popover';
import { isLive } from '@/lib/telemetry/time-range';
import { clockStore } from './clock';
import { DataAge } from './data-age';
import { RangePicker } from './range-picker';
import { useRangeWords } from './range-words';
import { refreshIntervals, refreshMs, timeRangeParams } from './time-range-params';
import { useAutoRefresh, useRefreshOnNavigation } from './use-auto-refresh';
import { useTimeRange } from './use-time-range';

/** The header's control of the one time range: what it is, how old the data are, how often they are read again. */
export function TimeRangeControl() {
  const t = useTranslations('time');
  const words = useRangeWords();
  const { chosen, range, setRange, refresh } = useTimeRange();
  const [{ refresh: interval }, setParams] = useQueryStates(timeRangeParams);
  const { isPaused, tickMs } = useSyncExternalStore(clockStore.subscribe, clockStore.get, clockStore.getOnServer);
  const moves = isLive(chosen);
  const isOn = interval !== 'off';
  useAutoRefresh(moves && !isPaused ? refreshMs[interval] : 0);
  useRefreshOnNavigation();

  const label = words(chosen, range);
  const intervalWords = (ms: number) =>
    ms < 60_000 ? t('seconds', { count: ms / 1000 }) : t('minutes', { count: ms / 60_000 });
  return (
    <fieldset className="flex min-w-0 items-center gap-1" data-slot="time-range">
      <legend className="sr-only">{t('label')}</legend>
      <Popover
        align="end"
        className="p-0"
        label={t('label')}
        trigger={(props) => (
          <Button aria-label={t('choose', { range: label })} className="min-w-0 shrink" {...props}>
            <Clock aria-hidden className="text-subtle" />
            <span className="truncate tabular-nums">{label}</span>
            <ChevronDown aria-hidden className="text-subtle" />
          </Button>
        )}
      >
        {(close) => <RangePicker chosen={chosen} formKey={label} onChoose={setRange} onDone={close} range={range} />}
      </Popover>
      <Button className="px-2 text-muted" onClick={refresh} title={t('refreshNow')} variant="ghost">
        <RotateCw aria-hidden />
        <span className="sr-only">{t('refreshNow')} </span>
        <DataAge className="max-md:hidden" tickMs={tickMs} />
      </Button>
      <Menu
        align="end"
        label={t('interval')}
        trigger={(props) => (
          <Button className="px-2 text-muted" title={t('interval')} variant="ghost" {...props}>
            {isOn ? t('autoEvery', { interval: intervalWords(refreshMs[interval]) }) : t('autoOff')}
            <ChevronDown aria-hidden />
          </Button>
        )}
      >
        {refreshIntervals.map((one) => (
          <MenuRadioItem
            aria-disabled={!moves && one !== 'off'}
            checked={one === interval}
            key={one}
            onClick={() => {
              if (!moves && one !== 'off') return;
              clockStore.setPaused(false);
              setParams({ refresh: one === 'off' ? null : one }, { history: 'replace' });
            }}
          >
            {one === 'off' ? t('off') : t('every', { interval: intervalWords(refreshMs[one]) })}
          </MenuRadioItem>
        ))}
        {moves ? null : <p className="max-w-56 px-2 py-1 text-xs text-muted">{t('fixedNoRefresh')}</p>}
      </Menu>
      {isOn && moves ? (
        <IconButton
          aria-pressed={isPaused}
          label={isPaused ? t('resume') : t('pause')}
          onClick={() => clockStore.setPaused(!isPaused)}
        >
          {isPaused ? <Play aria-hidden /> : <Pause aria-hidden />}
        </IconButton>
      ) : null}
    </fieldset>
  );
}
