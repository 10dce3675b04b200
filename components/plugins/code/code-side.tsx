'use client';

import { CircleAlert, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useCodeWords } from '@/components/plugins/code/use-code-words';
import type { CodeLanguage } from '@/components/ui/highlight';
import { Segmented } from '@/components/ui/segmented';
import type { JsonSchema } from '@/lib/apisix/plugin-facts';
import { type CodeEditor, createEditor } from './code-editor';
import { suggestions } from './complete-code';
import { type CodeMark, type CodeReading, formatCode } from './read-code';

export type CodeText = { language: CodeLanguage; text: string };

export type CodeSideProps = CodeText & {
  label: string;
  /** How a text is read; made anew when the schema has come. */
  read: (text: string, language: CodeLanguage) => CodeReading;
  /** Null: nobody tells it. */
  schema: JsonSchema | null;
  isSchemaUnknown: boolean;
  /** Null: as it was opened. */
  reading: CodeReading | null;
  onChange: (code: CodeText, reading: CodeReading | null) => void;
};

/** A plugin's configuration as text: checked and completed by the plugin's own schema while it is typed. */
export function CodeSide({ label, text, language, read, schema, isSchemaUnknown, onChange, ...props }: CodeSideProps) {
  const t = useTranslations('plugins.code');
  const word = useCodeWords();
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<CodeEditor | null>(null);
  const reading = props.reading ?? read(text, language);

  const handleChange = useEffectEvent((written: string) =>
    onChange({ language, text: written }, read(written, language)),
  );
  const complete = useEffectEvent((before: string) => suggestions(before, language, schema));
  const create = useEffectEvent((parent: HTMLElement) =>
    createEditor({
      parent,
      text,
      language,
      label,
      completionsLabel: t('completions'),
      onChange: (written) => handleChange(written),
      complete: (before) => complete(before),
    }),
  );
  useEffect(() => {
    if (!host.current) return;
    const made = create(host.current);
    editor.current = made;
    return () => made.destroy();
  }, []);
  useEffect(() => editor.current?.setText(text, language), [text, language]);
  const marks = reading.errors.map((mark) => ({ ...mark, message: word(mark) }));
  const marksText = JSON.stringify(marks);
  useEffect(() => editor.current?.setMarks(JSON.parse(marksText)), [marksText]);
  // A text that was read before the schema was there is read again.
  const reread = useEffectEvent(() => props.reading && onChange({ language, text }, read(text, language)));
  useEffect(() => {
    if (schema) reread();
  }, [schema]);

  const toLanguage = (next: CodeLanguage) => {
    if (next === language || !reading.config) return;
    const written = formatCode(reading.config, next);
    onChange({ language: next, text: written }, props.reading && read(written, next));
  };
  return (
    <div className="space-y-1.5" data-slot="code-side">
      <div className="flex flex-wrap items-center gap-2">
        <Segmented
          disabled={reading.config === null}
          label={t('language')}
          onValueChange={toLanguage}
          options={[
            { value: 'json', label: 'JSON' },
            { value: 'yaml', label: 'YAML' },
          ]}
          value={language}
        />
        <span className="text-subtle text-xs">{t(isSchemaUnknown ? 'noSchema' : 'help')}</span>
      </div>
      <div className="overflow-hidden rounded-md border border-line-strong" ref={host} />
      <Marks marks={reading.errors} onGo={(mark) => editor.current?.goTo(mark.from)} />
    </div>
  );
}

/** The same marks as a list: for those who do not see them in the text. */
function Marks({ marks, onGo }: { marks: readonly CodeMark[]; onGo: (mark: CodeMark) => void }) {
  const t = useTranslations('plugins.code');
  const word = useCodeWords();
  return (
    <ul aria-label={t('faults')} aria-live="polite" className="space-y-0.5 text-xs">
      {marks.map((mark, at) => (
        <li
          className="flex items-start gap-1.5 [&>svg]:mt-0.5 [&>svg]:size-3.5 [&>svg]:shrink-0"
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is made anew with each reading.
          key={at}
        >
          {mark.severity === 'error' ? (
            <CircleAlert aria-hidden className="text-server-error" />
          ) : (
            <TriangleAlert aria-hidden className="text-client-error" />
          )}
          <button className="shrink-0 text-accent hover:underline" onClick={() => onGo(mark)} type="button">
            {t('line', { line: mark.line })}
          </button>
          <span className="min-w-0 break-words">{word(mark)}</span>
        </li>
      ))}
    </ul>
  );
}
