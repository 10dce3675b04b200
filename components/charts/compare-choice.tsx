'use client';

import { useTranslations } from 'next-intl';
import { Segmented } from '@/components/ui/segmented';
import { type Comparison, comparisons } from '@/lib/telemetry/compare';

export type CompareChoiceProps = {
  value: Comparison | null;
  onValueChange: (next: Comparison | null) => void;
};

/** Which earlier time the charts of the page are compared with. */
export function CompareChoice({ value, onValueChange }: CompareChoiceProps) {
  const t = useTranslations('charts.compare');
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-muted text-xs">
      <span aria-hidden>{t('label')}</span>
      <Segmented<Comparison | 'none'>
        label={t('label')}
        onValueChange={(next) => onValueChange(next === 'none' ? null : next)}
        options={(['none', ...comparisons] as const).map((one) => ({ value: one, label: t(one) }))}
        value={value ?? 'none'}
      />
    </div>
  );
}
