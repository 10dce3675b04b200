'use client';

import { useLocale, useTranslations } from 'next-intl';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { variableFault } from '@/lib/apisix/variables';
import type { Variable } from '@/lib/apisix/variables-list';
import { without } from './header-attributes';
import { NameEntry } from './name-entry';
import { NameList } from './name-list';
import { VariableOptions } from './variable-options';

export type AttributePickerProps = { names: readonly string[]; onChange: (names: string[]) => void };

type Library = typeof import('@/lib/apisix/variables-list');

/** Variables of APISIX and NGINX that become attributes of the span: found by name or by what they say, or typed. */
export function AttributePicker({ names, onChange }: AttributePickerProps) {
  const t = useTranslations('plugins');
  const locale = useLocale();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setText] = useState('');
  const text = typed.trim();
  const [fault, setFault] = useState<string | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const library = useVariables(isOpen || names.length > 0);
  const found = library && isOpen ? library.findVariables(text) : [];
  const word = (name: string) => {
    const known = variableFault(name);
    return known && t(`complaint.variable_${known}`);
  };
  const isUnknown = library !== null && text !== '' && variableFault(text) === null && !library.isKnownVariable(text);

  const add = (name: string) => {
    const reason = names.includes(name) ? t('complaint.twice') : word(name);
    setFault(reason);
    if (reason) return;
    onChange([...names, name]);
    setText('');
    setActive(-1);
  };
  const choose = ({ name }: Variable) => {
    if (variableFault(name) === 'open') {
      // A family wants a second part.
      setText(name);
      setFault(null);
      setActive(-1);
    } else if (names.includes(name)) onChange(without(names, name));
    else add(name);
    input.current?.focus();
  };
  const handleKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = { ArrowDown: active + 1, ArrowUp: active - 1 };
    const next = moves[event.key];
    if (next !== undefined) {
      event.preventDefault();
      setIsOpen(true);
      if (found.length > 0) setActive((next + found.length) % found.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const option = found[active];
      if (option) choose(option);
      else if (text !== '') add(text);
    } else if (event.key === 'Escape' && isOpen) {
      event.stopPropagation();
      setIsOpen(false);
      setActive(-1);
    } else if (event.key === 'Backspace' && typed === '' && names.length > 0) onChange(names.slice(0, -1));
  };
  return (
    <fieldset
      className="space-y-1.5"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setIsOpen(false);
      }}
    >
      <legend className="text-muted text-xs">{t('form.attributes')}</legend>
      <NameList
        faultOf={word}
        label={t('form.attributesChosen')}
        names={names}
        onRemove={(name) => onChange(without(names, name))}
      />
      <NameEntry
        aria-activedescendant={found[active] ? `${id}-${found[active].name}` : undefined}
        aria-autocomplete="list"
        aria-controls={`${id}-list`}
        aria-expanded={isOpen}
        aria-label={t('form.attributeAdd')}
        fault={fault}
        help={isUnknown ? t('form.attributeUnknown', { name: text }) : t('form.attributesHelp')}
        onAdd={() => add(text)}
        onClick={() => setIsOpen(true)}
        onKeyDown={handleKeyDown}
        onTextChange={(next) => {
          setText(next);
          setFault(null);
          setActive(-1);
          setIsOpen(true);
        }}
        placeholder={t('form.attributeSearch')}
        ref={input}
        role="combobox"
        text={typed}
      >
        {isOpen ? (
          <VariableOptions
            active={active}
            chosen={names}
            found={found}
            id={id}
            isLoading={library === null}
            locale={locale}
            onChoose={choose}
          />
        ) : null}
      </NameEntry>
    </fieldset>
  );
}

/** The list with its explanations is loaded when it is first needed. */
function useVariables(isNeeded: boolean): Library | null {
  const [library, setLibrary] = useState<Library | null>(null);
  useEffect(() => {
    if (!isNeeded || library) return;
    let isGone = false;
    void import('@/lib/apisix/variables-list').then((loaded) => {
      if (!isGone) setLibrary(loaded);
    });
    return () => {
      isGone = true;
    };
  }, [isNeeded, library]);
  return library;
}
