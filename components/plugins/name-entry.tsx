'use client';

import { useTranslations } from 'next-intl';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';

export type NameEntryProps = Omit<ComponentProps<typeof Input>, 'onChange' | 'value'> & {
  text: string;
  onTextChange: (text: string) => void;
  onAdd: () => void;
  /** What is wrong with the text; null: nothing, then `help` stands there. */
  fault: string | null;
  help: string;
  /** What opens below the field. */
  children?: ReactNode;
};

/** The field that one more name is typed into, and what is wrong with it. */
export function NameEntry({ text, onTextChange, onAdd, fault, help, children, ...props }: NameEntryProps) {
  const t = useTranslations('plugins.form');
  const id = useId();
  return (
    <>
      <div className="relative flex gap-2">
        <Input
          aria-describedby={fault ? `${id}-fault` : `${id}-help`}
          aria-invalid={fault !== null}
          autoComplete="off"
          className="w-64 max-w-full font-mono"
          onChange={(event) => onTextChange(event.target.value)}
          spellCheck={false}
          value={text}
          {...props}
        />
        <Button disabled={text.trim() === ''} onClick={onAdd}>
          {t('add')}
        </Button>
        {children}
      </div>
      {fault ? (
        <p className="text-server-error text-xs" id={`${id}-fault`} role="alert">
          {fault}
        </p>
      ) : (
        <p className="text-subtle text-xs" id={`${id}-help`}>
          {help}
        </p>
      )}
    </>
  );
}
