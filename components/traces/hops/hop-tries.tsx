'use client';

import { useTranslations } from 'next-intl';
import { Select } from '@/components/ui/select';
import type { HopPath } from '@/lib/telemetry/trace/hops';

/** Which of several requests that were made for this one is shown: tries after a failure, calls to other services. */
export function HopTries({ path, onSelect }: { path: HopPath; onSelect: (index: number) => void }) {
  const t = useTranslations('spans.hops');
  const tTraces = useTranslations('traces');
  const count = path.tries.length;
  if (count < 2) return null;
  return (
    <Select
      aria-label={t('tries')}
      className="max-w-56 shrink-0 [&>select]:h-6 [&>svg]:top-1"
      onChange={(event) => onSelect(path.tries[Number(event.target.value)]?.head ?? -1)}
      value={path.chosen}
    >
      {path.tries.map(({ head, name, status, outcome }, at) => (
        <option key={head} value={at}>
          {t('tryOption', {
            at: at + 1,
            count,
            status: status < 0 ? tTraces(`outcomeShort.${outcome}`) : String(status),
            name,
          })}
        </option>
      ))}
    </Select>
  );
}
