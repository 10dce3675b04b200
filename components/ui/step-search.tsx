import { ChevronDown, ChevronUp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode, Ref } from 'react';
import { cn } from './cn';
import { IconButton } from './icon-button';
import { SearchInput } from './search-input';

export type StepSearchProps = {
  value: string;
  onValueChange: (value: string) => void;
  onStep: (direction: 1 | -1) => void;
  /** How much was found; null: nothing is searched for. */
  count: number | null;
  /** The same in words. */
  words: string;
  label: string;
  placeholder: string;
  previous: string;
  next: string;
  field: Ref<HTMLInputElement>;
  className?: string;
  inputClassName?: string;
  /** More that can be done with what was found. */
  children?: ReactNode;
};

/** Finds, and goes from one hit to the next: Enter forwards, Shift-Enter back. */
export function StepSearch(props: StepSearchProps) {
  const { value, onValueChange, onStep, count, words, label, placeholder, previous, next, field, children } = props;
  const t = useTranslations('common');
  return (
    <search
      aria-label={label}
      className={cn('flex items-center gap-1', props.className)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.nativeEvent.isComposing || !(event.target instanceof HTMLInputElement))
          return;
        event.preventDefault();
        onStep(event.shiftKey ? -1 : 1);
      }}
    >
      <SearchInput
        className={cn('w-60 max-w-full', props.inputClassName)}
        clearLabel={t('clear')}
        label={label}
        onValueChange={onValueChange}
        placeholder={placeholder}
        ref={field}
        shortcut="/"
        value={value}
      />
      {count === null ? null : (
        <>
          <IconButton disabled={count === 0} label={previous} onClick={() => onStep(-1)} size="sm">
            <ChevronUp aria-hidden />
          </IconButton>
          <IconButton disabled={count === 0} label={next} onClick={() => onStep(1)} size="sm">
            <ChevronDown aria-hidden />
          </IconButton>
          {children}
        </>
      )}
      <span aria-live="polite" className={cn('text-muted text-xs tabular-nums', count !== null && 'min-w-16')}>
        {count === null ? '' : words}
      </span>
    </search>
  );
}
