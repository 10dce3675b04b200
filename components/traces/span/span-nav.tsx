'use client';

import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useSpanWords } from '@/components/traces/timeline/span-words';
import { IconButton } from '@/components/ui/icon-button';
import type { OpenedTrace } from '@/lib/telemetry/trace/columns';
import { neighboursOf } from './span-place';

export type SpanNavProps = { opened: OpenedTrace; index: number; onSelect: (index: number) => void };

const longest = 300;

/** From a span to those around it, by name. */
export function SpanNav({ opened, index, onSelect }: SpanNavProps) {
  const t = useTranslations('spans.nav');
  const { parent, firstChild, previous, next, children } = neighboursOf(opened.columns, index);
  const words = useSpanWords(opened);
  const nameOf = (at: number) => {
    const { service, name } = words(at);
    return [service, name]
      .filter((part) => part !== '' && part !== '–')
      .join(' · ')
      .slice(0, longest);
  };
  const steps = [
    { key: 'parent', at: parent, icon: <ArrowUp aria-hidden /> },
    { key: 'previous', at: previous, icon: <ArrowLeft aria-hidden /> },
    { key: 'next', at: next, icon: <ArrowRight aria-hidden /> },
    { key: 'child', at: firstChild, icon: <ArrowDown aria-hidden /> },
  ] as const;
  return (
    <nav aria-label={t('label')} className="flex items-center gap-1">
      {steps.map(({ key, at, icon }) => (
        <IconButton
          disabled={at < 0}
          key={key}
          label={at < 0 ? t(`${key}None`) : t(key, { name: nameOf(at) })}
          onClick={() => onSelect(at)}
          size="sm"
        >
          {icon}
        </IconButton>
      ))}
      <span className="ml-1 truncate text-muted">
        {parent < 0 ? t('root') : t('below', { name: nameOf(parent) })} · {t('children', { count: children })}
      </span>
    </nav>
  );
}
