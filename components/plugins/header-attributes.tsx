'use client';

import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { headerFault } from '@/lib/apisix/variables';
import { NameList } from './name-list';

export type HeaderAttributesProps = { names: readonly string[]; onChange: (names: string[]) => void };

/** Request headers that become attributes of the span; a `*` at the end makes a prefix of one. */
export function HeaderAttributes({ names, onChange }: HeaderAttributesProps) {
  const t = useTranslations('plugins');
  const id = useId();
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
      <div className="flex gap-2">
        <Input
          aria-describedby={fault ? `${id}-fault` : `${id}-help`}
          aria-invalid={fault !== null}
          aria-label={t('form.headerAdd')}
          autoComplete="off"
          className="w-64 max-w-full font-mono"
          onChange={(event) => {
            setText(event.target.value);
            setFault(null);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            if (text.trim() !== '') add();
          }}
          placeholder="x-shop-*"
          spellCheck={false}
          value={text}
        />
        <Button disabled={text.trim() === ''} onClick={add}>
          {t('form.add')}
        </Button>
      </div>
      {fault ? (
        <p className="text-server-error text-xs" id={`${id}-fault`} role="alert">
          {fault}
        </p>
      ) : (
        <p className="text-subtle text-xs" id={`${id}-help`}>
          {t('form.headersHelp')}
        </p>
      )}
    </fieldset>
  );
}

/** The list without the first of a name: a name that stands there twice keeps the other. */
export function without(names: readonly string[], name: string): string[] {
  const at = names.indexOf(name);
  return names.filter((_, index) => index !== at);
}
