'use client';

import { Upload } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useDeferredValue, useId, useMemo, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { fieldClass } from '@/components/ui/input';
import type { GatewayInstrumentation, StaticFault } from '@/lib/instrumentation/dto';
import { needOf } from '@/lib/instrumentation/static/apply-commands';
import type { StaticReading, StaticWish } from '@/lib/instrumentation/static/settings';
import { readStaticConfig, StaticConfigError, writeStaticConfig } from '@/lib/instrumentation/static/static-config';
import { YamlEditError } from '@/lib/instrumentation/static/yaml-source';
import { StaticFaultNotice } from './static-fault';
import { StaticForm } from './static-form';
import { StaticOutcome } from './static-outcome';

type Fault = { fault: StaticFault; line: number | null };
type Outcome<T> = { value: T; fault: null } | { value: null; fault: Fault };

/** A text from the person's clipboard or disk. It is read and edited in the browser, and never sent anywhere. */
export function PastedConfig({ data }: { data: GatewayInstrumentation }) {
  const t = useTranslations('instrumentation.static');
  const id = useId();
  const picker = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [wish, setWish] = useState<StaticWish>({});
  const shown = useDeferredValue(text);
  const reading = useMemo(() => attempt(() => readStaticConfig(shown)), [shown]);
  const edited = useMemo(() => attempt(() => writeStaticConfig(shown, wish)), [shown, wish]);
  const take = (next: string) => {
    setText(next);
    setWish({});
  };
  const isThere = shown.trim() !== '';
  return (
    <div className="space-y-3">
      <div>
        <div className="mb-1 flex flex-wrap items-center gap-2">
          <label className="text-muted text-xs" htmlFor={id}>
            {t('paste')}
          </label>
          <Button className="ml-auto" onClick={() => picker.current?.click()} size="sm">
            <Upload aria-hidden />
            {t('upload')}
          </Button>
          <input
            accept=".yaml,.yml,text/yaml"
            aria-label={t('upload')}
            className="hidden"
            onChange={async (event) => {
              const [file] = event.target.files ?? [];
              event.target.value = '';
              if (file) take(await file.text());
            }}
            ref={picker}
            type="file"
          />
        </div>
        <textarea
          className={cn(fieldClass, 'h-48 w-full resize-y py-1 font-mono text-xs leading-[1.55]')}
          id={id}
          onChange={(event) => take(event.target.value)}
          placeholder={t('pastePlaceholder')}
          spellCheck={false}
          value={text}
        />
        <p className="text-subtle text-xs">{t('pasteHelp')}</p>
      </div>
      {!isThere ? (
        <p className="text-pretty text-muted">{t('empty')}</p>
      ) : reading.fault ? (
        <StaticFaultNotice {...reading.fault} />
      ) : (
        <>
          <StaticForm data={data} key={shown} onWish={setWish} reading={reading.value} />
          {edited.fault ? (
            <StaticFaultNotice {...edited.fault} />
          ) : (
            <StaticOutcome
              after={edited.value}
              before={shown}
              data={data}
              kind={reading.value.kind}
              need={needBetween(reading.value, edited.value)}
            />
          )}
        </>
      )}
    </div>
  );
}

function needBetween(before: StaticReading, after: string) {
  return needOf(before.settings, readStaticConfig(after).settings);
}

function attempt<T>(run: () => T): Outcome<T> {
  try {
    return { value: run(), fault: null };
  } catch (error) {
    if (error instanceof YamlEditError) return { value: null, fault: { fault: error.fault, line: error.line } };
    if (error instanceof StaticConfigError) return { value: null, fault: { fault: error.fault, line: null } };
    throw error;
  }
}
