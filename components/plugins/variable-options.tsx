'use client';

import { Check } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';
import type { Variable } from '@/lib/apisix/variables-list';
import type { AppLocale } from '@/lib/i18n/locales';

export type VariableOptionsProps = {
  id: string;
  found: readonly Variable[];
  chosen: readonly string[];
  active: number;
  isLoading: boolean;
  locale: AppLocale;
  onChoose: (variable: Variable) => void;
};

/** The list below the field: groups of variables, each with its explanation, those that are chosen marked. */
export function VariableOptions({ id, found, chosen, active, isLoading, locale, onChoose }: VariableOptionsProps) {
  const t = useTranslations('plugins');
  const groups = [...new Set(found.map(({ group }) => group))];
  return (
    <div className="absolute top-full left-0 z-20 mt-1 w-[min(32rem,100%)] rounded-lg border border-line-strong bg-raised p-1 shadow-popup">
      <div
        aria-label={t('form.variables')}
        aria-multiselectable
        className="max-h-72 overflow-auto"
        id={`${id}-list`}
        // The field keeps the focus.
        onMouseDown={(event) => event.preventDefault()}
        role="listbox"
        tabIndex={-1}
      >
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset may not be in a list of options.
          <div aria-labelledby={`${id}-group-${group}`} key={group} role="group">
            <div className="px-2 pt-1.5 pb-0.5 text-2xs text-subtle" id={`${id}-group-${group}`}>
              {t(`variableGroup.${group}`)}
            </div>
            {found.map((variable, at) =>
              variable.group === group ? (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and the keys.
                <div
                  aria-selected={chosen.includes(variable.name)}
                  className={cn(
                    'grid cursor-pointer grid-cols-[1rem_minmax(0,2fr)_minmax(0,3fr)] items-baseline gap-2 rounded-md px-2 py-1 text-xs hover:bg-hover',
                    at === active && 'bg-hover outline-2 outline-focus -outline-offset-2',
                  )}
                  id={`${id}-${variable.name}`}
                  key={variable.name}
                  onClick={() => onChoose(variable)}
                  ref={at === active ? intoView : undefined}
                  role="option"
                  tabIndex={-1}
                >
                  {chosen.includes(variable.name) ? <Check aria-hidden className="size-3 text-accent" /> : <span />}
                  <span className="truncate font-mono">
                    {variable.name}
                    {/[_.]$/.test(variable.name) ? '…' : ''}
                  </span>
                  <span className="text-muted">{variable.about[locale]}</span>
                </div>
              ) : null,
            )}
          </div>
        ))}
      </div>
      {found.length === 0 ? (
        <p className="px-2 py-1 text-muted text-xs">{t(isLoading ? 'form.variablesLoading' : 'form.variablesNone')}</p>
      ) : null}
    </div>
  );
}

function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView?.({ block: 'nearest' });
}
