'use client';

import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Button } from './button';
import { IconButton } from './icon-button';

export type CopyButtonProps = {
  /** The text, or how to make it when it is wanted. */
  text: string | (() => string);
  /** What is copied: «Copy id». */
  label: string;
  /** With its words beside the icon. */
  withText?: boolean;
  className?: string;
};

/** Copies, and says so for two seconds; when the browser refuses, it says that. */
export function CopyButton({ text, label, withText = false, className }: CopyButtonProps) {
  const t = useTranslations('common');
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null);
  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(null), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);

  const handleClick = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'function' ? text() : text);
      setOutcome('copied');
    } catch {
      setOutcome('failed');
    }
  };
  const shown = outcome ? t(outcome === 'copied' ? 'copied' : 'copyFailed') : label;
  const icon = outcome === 'copied' ? <Check aria-hidden className="text-ok" /> : <Copy aria-hidden />;
  return (
    <>
      {withText ? (
        <Button className={className} onClick={handleClick} size="sm">
          {icon}
          {shown}
        </Button>
      ) : (
        <IconButton className={className} label={shown} onClick={handleClick} size="sm">
          {icon}
        </IconButton>
      )}
      <span aria-live="polite" className="sr-only">
        {outcome ? shown : ''}
      </span>
    </>
  );
}
