'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { KeyboardEvent } from 'react';
import { cn } from '@/components/ui/cn';

export type NameListProps = {
  label: string;
  names: readonly string[];
  /** What is wrong with a name that stands there; null: nothing. */
  faultOf: (name: string) => string | null;
  onRemove: (name: string) => void;
};

/** Chosen names, each with its button to take it out: by click, Enter, Delete or Backspace. */
export function NameList({ label, names, faultOf, onRemove }: NameListProps) {
  const t = useTranslations('plugins.form');
  if (names.length === 0) return null;
  const handleKeyDown = (event: KeyboardEvent<HTMLButtonElement>, name: string) => {
    if (event.key !== 'Delete' && event.key !== 'Backspace') return;
    event.preventDefault();
    focusBeside(event.currentTarget);
    onRemove(name);
  };
  return (
    <ul aria-label={label} className="flex flex-wrap gap-1">
      {names.map((name, at) => {
        const fault = faultOf(name);
        return (
          <li
            className={cn(
              'inline-flex max-w-full items-center gap-1 rounded-sm border bg-sunken pl-1.5 font-mono text-xs',
              fault && 'border-client-error-solid bg-client-error-soft',
            )}
            // biome-ignore lint/suspicious/noArrayIndexKey: somebody may have written a name twice.
            key={`${name} ${at}`}
          >
            <span className="truncate">{name}</span>
            {fault ? <span className="font-sans text-client-error">{fault}</span> : null}
            <button
              aria-label={t('remove', { name })}
              className="inline-flex size-5 items-center justify-center rounded-sm text-subtle hover:bg-hover hover:text-fg disabled:opacity-50"
              onClick={(event) => {
                focusBeside(event.currentTarget);
                onRemove(name);
              }}
              onKeyDown={(event) => handleKeyDown(event, name)}
              type="button"
            >
              <X aria-hidden className="size-3" />
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** The button that goes hands the focus on: to the next one, the one before, or the field that names come from. */
function focusBeside(button: HTMLElement): void {
  const item = button.closest('li');
  const beside = item?.nextElementSibling ?? item?.previousElementSibling;
  const next =
    beside?.querySelector<HTMLElement>('button') ?? item?.closest('fieldset')?.querySelector<HTMLElement>('input');
  next?.focus();
}
