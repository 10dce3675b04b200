'use client';

import { type ReactNode, useId } from 'react';
import { cn } from './cn';

export type SegmentedProps<T extends string> = {
  label: string;
  value: T;
  onValueChange: (value: T) => void;
  options: readonly { value: T; label: ReactNode; title?: string }[];
  className?: string;
  disabled?: boolean;
};

/** A choice of few, all in sight: radio buttons in one frame. */
export function Segmented<T extends string>(props: SegmentedProps<T>) {
  const { label, value, onValueChange, options, className, disabled } = props;
  const name = useId();
  return (
    <fieldset
      className={cn('inline-flex h-7 items-stretch rounded-md border border-line-strong bg-surface p-px', className)}
      data-slot="segmented"
      disabled={disabled}
    >
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          className="relative inline-flex items-center rounded-[4px] px-2 text-xs text-muted hover:text-fg has-checked:bg-accent-soft has-checked:font-medium has-checked:text-accent has-focus-visible:outline-2 has-focus-visible:outline-focus [&_svg]:size-3.5"
          key={option.value}
          title={option.title}
        >
          <input
            checked={option.value === value}
            className="absolute inset-0 cursor-pointer appearance-none opacity-0"
            name={name}
            onChange={() => onValueChange(option.value)}
            type="radio"
            value={option.value}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
