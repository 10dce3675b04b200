'use client';

import { type ReactNode, useId } from 'react';
import { cn } from '@/components/ui/cn';
import { Input } from '@/components/ui/input';

export type FieldProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string | undefined;
  help?: ReactNode;
  error?: string | undefined;
  inputMode?: 'numeric' | 'decimal' | 'text';
  className?: string;
};

/** A named text field with its explanation, and what is wrong with it. */
export function Field({ label, value, onChange, placeholder, help, error, inputMode, className }: FieldProps) {
  const id = useId();
  return (
    <div className={cn('min-w-0', className)}>
      <label className="mb-1 block text-muted text-xs" htmlFor={id}>
        {label}
      </label>
      <Input
        aria-describedby={error || help ? `${id}-text` : undefined}
        aria-invalid={error !== undefined}
        autoComplete="off"
        className="w-full font-mono"
        id={id}
        inputMode={inputMode}
        onChange={(event) => onChange(event.target.value)}
        placeholder={placeholder}
        spellCheck={false}
        value={value}
      />
      {error || help ? (
        <div className={cn('mt-1 text-xs', error ? 'text-server-error' : 'text-subtle')} id={`${id}-text`}>
          {error ?? help}
        </div>
      ) : null}
    </div>
  );
}
