'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { cn } from './cn';
import { CopyButton } from './copy-button';

/** Longer values are cut until they are wanted: one of 10,000 characters must not hide what is below it. */
const mostCharacters = 400;

/** A value of a machine with a button that copies all of it; a long one shows its beginning and a way to the rest. */
export function Copyable({ name, value, className }: { name: string; value: string; className?: string }) {
  const t = useTranslations('common');
  const [isWhole, setIsWhole] = useState(false);
  const isLong = value.length > mostCharacters;
  return (
    <span className={cn('group flex items-start gap-1', className)}>
      <span className="min-w-0 flex-1">
        <span className="break-all font-mono whitespace-pre-wrap">
          {value === '' ? '–' : isLong && !isWhole ? `${value.slice(0, mostCharacters)}…` : value}
        </span>
        {isLong ? (
          <button
            aria-expanded={isWhole}
            className="ml-1 rounded-sm text-accent hover:underline"
            onClick={() => setIsWhole(!isWhole)}
            type="button"
          >
            {isWhole ? t('showLess') : t('showAll', { count: value.length })}
          </button>
        ) : null}
      </span>
      <CopyButton
        className="-my-1 opacity-0 focus-visible:opacity-100 group-hover:opacity-100"
        label={t('copyNamed', { name })}
        text={value}
      />
    </span>
  );
}
