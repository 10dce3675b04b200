'use client';

import { useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';
import type { SpanKind } from '@/lib/deepflow/dto';

/** The colour of a service by its place in the list; network spans have none. */
export function seriesColour(place: number | undefined): string {
  return place === undefined ? 'var(--unknown-solid)' : `var(--series-${place})`;
}

/** The letter of a span's kind in the style of its bar. */
export function KindBadge({ kind, className }: { kind: SpanKind; className?: string }) {
  const t = useTranslations('traces');
  return <KindLetter className={className} kind={kind} title={t(`kind.${kind}`)} />;
}

/** The same for who has its name at hand, as a tree of many rows has. */
export function KindLetter(props: { kind: SpanKind; title: string; className?: string | undefined }) {
  const { kind, title, className } = props;
  return (
    <span
      aria-hidden
      className={cn(
        'inline-grid size-4 shrink-0 place-items-center rounded-sm border font-mono text-2xs leading-none',
        kind === 'A' && 'border-muted bg-muted text-surface',
        kind === 'S' && 'border-muted bg-sunken text-fg',
        kind === 'N' && 'border-line-strong bg-transparent text-muted',
        className,
      )}
      title={title}
    >
      {kind}
    </span>
  );
}
