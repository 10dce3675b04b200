'use client';

import { Columns3 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { CallColumnKey } from '@/components/traces/call-columns';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Popover } from '@/components/ui/popover';
import { logColumns, pickColumns } from './search-params';

export type ColumnMenuProps = { chosen: readonly CallColumnKey[]; onChange: (columns: CallColumnKey[] | null) => void };

/** Which columns a log line has. */
export function ColumnMenu({ chosen, onChange }: ColumnMenuProps) {
  const t = useTranslations('logs');
  const tTraces = useTranslations('traces');
  const shown = pickColumns(chosen);
  return (
    <Popover
      align="end"
      label={t('columns')}
      trigger={(props) => (
        <Button {...props}>
          <Columns3 aria-hidden />
          {t('columns')}
        </Button>
      )}
    >
      <div className="flex flex-col gap-0.5 p-1">
        {logColumns.map((key) => (
          <Checkbox
            checked={shown.includes(key)}
            disabled={key === 'time' || key === 'path'}
            key={key}
            label={tTraces(`column.${key === 'outcome' ? 'status' : key}`)}
            onChange={(event) =>
              onChange(pickColumns(event.target.checked ? [...shown, key] : shown.filter((one) => one !== key)))
            }
          />
        ))}
        <Button className="mt-2" onClick={() => onChange(null)} size="sm">
          {t('resetColumns')}
        </Button>
      </div>
    </Popover>
  );
}
