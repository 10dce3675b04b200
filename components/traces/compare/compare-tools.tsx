'use client';

import { useTranslations } from 'next-intl';
import { KindBadge } from '@/components/traces/span-marks';
import { Segmented } from '@/components/ui/segmented';
import type { SpanKind } from '@/lib/deepflow/dto';

const all: readonly SpanKind[] = ['A', 'S', 'N'];

export type CompareToolsProps = {
  kinds: readonly SpanKind[];
  order: 'tree' | 'delta';
  onKinds: (kinds: SpanKind[]) => void;
  onOrder: (order: 'tree' | 'delta') => void;
};

/** Which kinds of spans are compared on screen, and in which order. */
export function CompareTools({ kinds, order, onKinds, onOrder }: CompareToolsProps) {
  const t = useTranslations('spans.compare');
  const tTraces = useTranslations('traces');
  return (
    <div className="flex flex-wrap items-center gap-3 text-xs">
      <Segmented
        label={t('order')}
        onValueChange={onOrder}
        options={[
          { value: 'tree', label: t('orderTree') },
          { value: 'delta', label: t('orderDelta') },
        ]}
        value={order}
      />
      <fieldset className="flex items-center gap-1">
        <legend className="sr-only">{tTraces('trace.kinds')}</legend>
        {all.map((kind) => {
          const isOn = kinds.includes(kind);
          return (
            <button
              aria-pressed={isOn}
              className="inline-flex h-7 items-center gap-1.5 rounded-md border border-line-strong px-2 text-muted hover:bg-hover aria-pressed:bg-accent-soft aria-pressed:text-accent"
              // Without any kind there is nothing to see, and no way to tell why.
              disabled={isOn && kinds.length === 1}
              key={kind}
              onClick={() => onKinds(all.filter((one) => (one === kind ? !isOn : kinds.includes(one))))}
              title={tTraces(`kind.${kind}`)}
              type="button"
            >
              <KindBadge kind={kind} />
              {tTraces(`kindShort.${kind}`)}
            </button>
          );
        })}
      </fieldset>
    </div>
  );
}
