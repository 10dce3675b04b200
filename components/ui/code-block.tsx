'use client';

import { WrapText } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { cn } from './cn';
import { CopyButton } from './copy-button';
import { type CodeLanguage, highlightLine, type Token } from './highlight';
import { IconButton } from './icon-button';
import { ScrollRegion } from './scroll-region';

export type CodeBlockProps = {
  code: string;
  /** Null: without colours. */
  language: CodeLanguage | null;
  /** What it is, for a screen reader and the copy button's name. */
  label: string;
  /** Shown left in the bar above the text. */
  toolbar?: ReactNode;
  className?: string;
};

/** Beyond this many characters colours are left out: the page must not wait for decoration. */
const maxHighlighted = 200_000;

const tokenClass: Record<Token['kind'], string | undefined> = {
  key: 'text-syntax-key',
  string: 'text-syntax-string',
  number: 'text-syntax-number',
  literal: 'text-syntax-literal',
  plain: undefined,
};

/** Text of a machine: numbered, copied as it is, wrapped or not. All of it is on the page, so the browser's search finds it. */
export function CodeBlock({ code, language, label, toolbar, className }: CodeBlockProps) {
  const t = useTranslations('common');
  const [wrap, setWrap] = useState(true);
  const text = code.endsWith('\n') ? code.slice(0, -1) : code;
  return (
    <figure className={cn('overflow-hidden rounded-lg border bg-surface', className)} data-slot="code-block">
      <figcaption className="flex min-h-9 items-center gap-1 border-b px-2">
        <div className="flex min-w-0 flex-1 items-center gap-2">
          {toolbar ?? <span className="truncate px-1 text-subtle text-xs">{label}</span>}
        </div>
        <IconButton aria-pressed={wrap} label={t('wrapLines')} onClick={() => setWrap(!wrap)} size="sm">
          <WrapText aria-hidden />
        </IconButton>
        <CopyButton label={t('copyNamed', { name: label })} text={code} />
      </figcaption>
      <ScrollRegion className="overflow-x-auto py-2 font-mono text-xs leading-[1.55]" label={label}>
        <pre className={cn('w-full', wrap ? 'whitespace-pre-wrap' : 'w-max min-w-full whitespace-pre')}>
          {text.split('\n').map((line, index) => (
            <CodeLine
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number.
              key={index}
              language={text.length > maxHighlighted ? null : language}
              line={line}
              number={index + 1}
            />
          ))}
        </pre>
      </ScrollRegion>
    </figure>
  );
}

function CodeLine({ line, number, language }: { line: string; number: number; language: CodeLanguage | null }) {
  return (
    <code className="grid grid-cols-[3rem_minmax(0,1fr)] pr-3 [overflow-wrap:anywhere]">
      <span aria-hidden className="pr-3 text-right text-subtle select-none" data-line={number}>
        {number}
      </span>
      <span>
        {language ? <Tokens tokens={highlightLine(line, language)} /> : line}
        {'\n'}
      </span>
    </code>
  );
}

export function Tokens({ tokens }: { tokens: Token[] }) {
  return tokens.map((token, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one line never move.
    <span className={tokenClass[token.kind]} key={index}>
      {token.text}
    </span>
  ));
}
