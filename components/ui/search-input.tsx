'use client';

import { Search, X } from 'lucide-react';
import { type Ref, useRef } from 'react';
import { cn } from './cn';
import { fieldClass } from './input';
import { Kbd } from './kbd';

export type SearchInputProps = {
  value: string;
  onValueChange: (value: string) => void;
  /** Its name for those who do not see the placeholder. */
  label: string;
  placeholder?: string;
  clearLabel: string;
  /** The arrow down: on to what was found. */
  onArrowDown?: () => void;
  /** The key that focuses it, shown while it is empty. */
  shortcut?: string;
  ref?: Ref<HTMLInputElement>;
  className?: string;
};

/** Controlled by what is typed; the owner decides when that becomes a query. `Esc` empties it. */
export function SearchInput(props: SearchInputProps) {
  const { value, onValueChange, onArrowDown, label, placeholder, clearLabel, shortcut, ref, className } = props;
  const own = useRef<HTMLInputElement>(null);
  return (
    <div className={cn('relative', className)} data-slot="search-input">
      <Search aria-hidden className="pointer-events-none absolute top-1.5 left-2 size-4 text-subtle" />
      <input
        aria-keyshortcuts={shortcut}
        aria-label={label}
        autoComplete="off"
        className={cn(fieldClass, 'w-full pr-8 pl-7.5 [&::-webkit-search-cancel-button]:hidden')}
        onChange={(event) => onValueChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' && onArrowDown && !event.nativeEvent.isComposing) {
            event.preventDefault();
            onArrowDown();
          }
          if (event.key !== 'Escape' || value === '') return;
          event.stopPropagation();
          onValueChange('');
        }}
        placeholder={placeholder}
        ref={(node) => {
          own.current = node;
          if (typeof ref === 'function') ref(node);
          else if (ref) ref.current = node;
        }}
        spellCheck={false}
        type="search"
        value={value}
      />
      {value !== '' ? (
        <button
          aria-label={clearLabel}
          className="absolute top-0.5 right-0.5 grid size-6 place-items-center rounded-md text-subtle hover:text-fg"
          onClick={() => {
            onValueChange('');
            own.current?.focus();
          }}
          type="button"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      ) : shortcut ? (
        <Kbd aria-hidden className="pointer-events-none absolute top-1 right-1.5">
          {shortcut}
        </Kbd>
      ) : null}
    </div>
  );
}
