'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { cn } from './cn';
import { IconButton } from './icon-button';

export type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** Hide the title from sight where the content says it; then no button closes it, as it would be out of sight too. */
  titleHidden?: boolean;
  children: ReactNode;
  className?: string;
};

export function Dialog({ open, onOpenChange, title, titleHidden = false, children, className }: DialogProps) {
  const t = useTranslations('common');
  // Radix gives the focus back to a trigger of its own, and these dialogs have none.
  const before = useRef<Element>(null);
  useLayoutEffect(() => {
    // Noted before the content is there: a field in it that takes the focus by itself does so when it is put in.
    if (open) before.current = document.activeElement;
  }, [open]);
  return (
    <Radix.Root onOpenChange={onOpenChange} open={open}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-overlay" />
        <Radix.Content
          aria-describedby={undefined}
          className={cn(
            'fixed top-[12vh] left-1/2 z-40 flex max-h-[76vh] w-[min(36rem,calc(100vw-1rem))] -translate-x-1/2 flex-col rounded-lg border border-line-strong bg-raised shadow-popup focus:outline-none',
            className,
          )}
          data-slot="dialog"
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (document.activeElement === document.body && before.current instanceof HTMLElement)
              before.current.focus();
          }}
        >
          <div className={titleHidden ? 'sr-only' : 'flex items-center justify-between gap-2 border-b px-4 py-2'}>
            <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
            {titleHidden ? null : (
              <Radix.Close asChild>
                <IconButton label={t('close')} size="sm">
                  <X aria-hidden />
                </IconButton>
              </Radix.Close>
            )}
          </div>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
