'use client';

import { Plus, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { maskedValue } from '@/lib/instrumentation/dto';
import type { MetadataFault, NamedValue } from '@/lib/instrumentation/metadata-form';

export type PairListProps = {
  kind: 'headers' | 'resource';
  pairs: NamedValue[];
  faults: Record<string, MetadataFault>;
  onChange: (pairs: NamedValue[]) => void;
};

/** Names with values, each a row. A masked value stays what it is until it is typed anew. */
export function PairList({ kind, pairs, faults, onChange }: PairListProps) {
  const t = useTranslations('instrumentation');
  const set = (index: number, change: Partial<NamedValue>) =>
    onChange(pairs.map((pair, at) => (at === index ? { ...pair, ...change } : pair)));
  return (
    <fieldset className="space-y-1.5">
      <legend className="mb-1 text-muted text-xs">{t(`opentelemetry.${kind}.label`)}</legend>
      {pairs.map((pair, index) => {
        const fault = faults[`${kind}.${index}`];
        const number = index + 1;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place, and its name may be half typed.
          <div key={index}>
            <div className="flex items-center gap-1.5">
              <Input
                aria-invalid={fault !== undefined}
                aria-label={t(`opentelemetry.${kind}.name`, { number })}
                autoComplete="off"
                className="w-2/5 font-mono"
                onChange={(event) => set(index, { name: event.target.value })}
                spellCheck={false}
                value={pair.name}
              />
              <Input
                aria-invalid={fault !== undefined}
                aria-label={t(`opentelemetry.${kind}.value`, { number })}
                autoComplete="off"
                className="flex-1 font-mono"
                onChange={(event) => set(index, { value: event.target.value })}
                onFocus={(event) => pair.value === maskedValue && event.target.select()}
                spellCheck={false}
                value={pair.value}
              />
              <IconButton
                label={t('remove', { name: pair.name || String(number) })}
                onClick={() => onChange(pairs.filter((_, at) => at !== index))}
                size="sm"
              >
                <X aria-hidden />
              </IconButton>
            </div>
            {fault ? (
              <p className="mt-0.5 text-server-error text-xs" role="alert">
                {t(`faults.${fault}`)}
              </p>
            ) : null}
          </div>
        );
      })}
      <Button onClick={() => onChange([...pairs, { name: '', value: '' }])} size="sm">
        <Plus aria-hidden />
        {t(`opentelemetry.${kind}.add`)}
      </Button>
      <p className="text-subtle text-xs">{t(`opentelemetry.${kind}.help`)}</p>
    </fieldset>
  );
}
