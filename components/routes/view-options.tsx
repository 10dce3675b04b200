'use client';

import { Columns3 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { IconButton } from '@/components/ui/icon-button';
import { Popover } from '@/components/ui/popover';
import { Segmented } from '@/components/ui/segmented';
import { columnIds } from './columns';
import { densities, type RouteListParams } from './search-params';
import type { SetRouteListParams } from './set-params';

/** How the table looks: which columns, how wide, how high. */
export function ViewOptions({ params, setParams }: { params: RouteListParams; setParams: SetRouteListParams }) {
  const t = useTranslations('routes');
  const toggle = (id: (typeof columnIds)[number], isShown: boolean) =>
    void setParams({ hide: isShown ? params.hide.filter((each) => each !== id) : [...params.hide, id] });
  return (
    <Popover
      align="end"
      className="w-64 space-y-2"
      label={t('view')}
      trigger={(props) => (
        <IconButton label={t('view')} {...props}>
          <Columns3 aria-hidden />
        </IconButton>
      )}
    >
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
    </Popover>
  );
}
