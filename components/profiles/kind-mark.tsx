'use client';

import { useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';
import type { FrameKind } from '@/lib/deepflow/profile';
import { kindColour, kindFilling } from './frame-look';

/** The swatch of a kind, filled as its bars are. */
export function KindSwatch({ kind }: { kind: FrameKind }) {
  const filling = kindFilling(kind);
  return (
    <span
      aria-hidden
      className={cn('inline-block size-2.5 shrink-0 rounded-xs', filling !== 'solid' && 'border')}
      style={{
        color: kindColour(kind),
        borderColor: kindColour(kind),
        background:
          filling === 'solid'
            ? kindColour(kind)
            : filling === 'hatched'
              ? `repeating-linear-gradient(45deg, ${kindColour(kind)} 0 1px, transparent 1px 3px)`
              : 'transparent',
      }}
    />
  );
}

/** Swatch and letter; the word for those who hover or listen. */
export function KindMark({ kind }: { kind: FrameKind }) {
  const t = useTranslations('profiles');
  return (
    <span className="inline-flex shrink-0 items-center gap-1" title={t(`kind.${kind}`)}>
      <KindSwatch kind={kind} />
      <span aria-hidden className="w-3 font-mono text-subtle">
        {t(`letter.${kind}`)}
      </span>
      <span className="sr-only">{t(`kind.${kind}`)}</span>
    </span>
  );
}
