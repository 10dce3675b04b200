'use client';

import { Ellipsis, FileDown, ImageDown, Maximize2, Table2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { RefObject } from 'react';
import type uPlot from 'uplot';
import { download } from '@/components/ui/download';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { toast } from '@/components/ui/toast';
import { chartCsv, chartFileName } from './chart-csv';
import type { ChartModel } from './chart-model';
import { useChartFormat } from './use-chart-format';
import { useChartPalette } from './use-chart-palette';

export type ChartMenuProps = {
  title: string;
  model: ChartModel;
  hidden: ReadonlySet<string>;
  chart: RefObject<uPlot | null>;
  /** Left out where the chart is as large as it gets. */
  onFullScreen?: () => void;
  onTable: () => void;
  className?: string;
};

/** What can be made of a chart: larger, a table, a file of its data, a picture of it. */
export function ChartMenu({ title, model, hidden, chart, onFullScreen, onTable, className }: ChartMenuProps) {
  const t = useTranslations('charts');
  const format = useChartFormat(model.unit);
  const palette = useChartPalette();
  const saveData = () =>
    download(chartCsv(model, { time: t('time'), total: t('total') }), chartFileName(title, model, 'csv'));
  const savePicture = async () => {
    const drawing = chart.current?.ctx.canvas;
    if (!drawing) return;
    const { chartPicture } = await import('./chart-picture');
    const words = { last: t('last'), average: t('average'), highest: t('highest') };
    download(
      await chartPicture({ title, model, hidden, drawing, palette, format, words }),
      chartFileName(title, model, 'png'),
    );
  };
  return (
    <Menu
      align="end"
      label={t('menuOf', { title })}
      trigger={(props) => (
        <IconButton className={className} label={t('menuOf', { title })} size="sm" {...props}>
          <Ellipsis aria-hidden />
        </IconButton>
      )}
    >
      {onFullScreen ? (
        <MenuItem onClick={onFullScreen}>
          <Maximize2 aria-hidden />
          {t('fullScreen')}
        </MenuItem>
      ) : null}
      <MenuItem onClick={onTable}>
        <Table2 aria-hidden />
        {t('asTable')}
      </MenuItem>
      <MenuSeparator />
      <MenuItem onClick={saveData}>
        <FileDown aria-hidden />
        {t('csv')}
      </MenuItem>
      <MenuItem onClick={() => savePicture().catch(() => toast('error', t('pictureFailed')))}>
        <ImageDown aria-hidden />
        {t('png')}
      </MenuItem>
    </Menu>
  );
}
