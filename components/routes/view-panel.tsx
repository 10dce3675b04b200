'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Segmented } from '@/components/ui/segmented';
import { type ColumnId, columnIds } from './columns';
import { densities, type RouteListParams } from './search-params';
import type { SetRouteListParams } from './set-params';

export type ViewPanelProps = { params: RouteListParams; setParams: SetRouteListParams };

export function ViewPanel({ params, setParams }: ViewPanelProps) {
  const t = useTranslations('routes');
  const toggle = (id: ColumnId, isShown: boolean) =>
    void setParams({ hide: isShown ? params.hide.filter((each) => each !== id) : [...params.hide, id] });
  return (
    <>
      <Segmented
        className="w-full [&>label]:flex-1 [&>label]:justify-center"
        label={t('density.label')}
        onValueChange={(density) => void setParams({ density })}
        options={densities.map((value) => ({ value, label: t(`density.${value}`) }))}
        value={params.density}
      />
      <fieldset>
        <legend className="px-1 text-2xs text-subtle">{t('columnsShown')}</legend>
        <div className="flex flex-col">
          {columnIds.map((id) => (
            <Checkbox
              checked={id === 'name' || !params.hide.includes(id)}
              className="rounded-sm px-1 hover:bg-hover"
              disabled={id === 'name'}
              key={id}
              label={t(`column.${id}`)}
              onChange={(event) => toggle(id, event.target.checked)}
            />
          ))}
        </div>
      </fieldset>
      <Button
        disabled={Object.keys(params.widths).length === 0}
        onClick={() => void setParams({ widths: null })}
        size="sm"
      >
        {t('resetWidths')}
      </Button>
    </>
  );
}
