'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { headerFault } from '@/lib/apisix/variables';
import { NameEntry } from './name-entry';
import { NameList } from './name-list';

export type HeaderAttributesProps = { names: readonly string[]; onChange: (names: string[]) => void };

/** Request headers that become attributes of the span; a `*` at the end makes a prefix of one. */
export function HeaderAttributes({ names, onChange }: HeaderAttributesProps) {
  const t = useTranslations('plugins');
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const word = (name: string) => {
    const found = headerFault(name);
    return found && t(`complaint.header_${found}`);
  };
  const add = () => {
    const name = text.trim();
    const found = names.includes(name) ? t('complaint.twice') : word(name);
    setFault(found);
    if (found) return;
    onChange([...names, name]);
    setText('');
  };
  return (
    <fieldset className="space-y-1.5">
      <legend className="text-muted text-xs">{t('form.headers')}</legend>
      <NameList
        faultOf={word}
        label={t('form.headersChosen')}
        names={names}
        onRemove={(name) => onChange(without(names, name))}
      />
      <NameEntry
        aria-label={t('form.headerAdd')}
        fault={fault}
        help={t('form.headersHelp')}
        onAdd={add}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          if (text.trim() !== '') add();
        }}
        onTextChange={(next) => {
          setText(next);
          setFault(null);
        }}
        placeholder="x-shop-*"
        text={text}
      />
    </fieldset>
  );
}

/** The list without the first of a name: a name that stands there twice keeps the other. */
export function without(names: readonly string[], name: string): string[] {
  const at = names.indexOf(name);
  return names.filter((_, index) => index !== at);
}
