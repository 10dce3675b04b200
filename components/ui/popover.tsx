'use client';

import { type ComponentProps, type ReactNode, type ToggleEvent, useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { cn } from './cn';

export type PopoverProps = {
  /** Draws the button; spread what it is given onto it. */
  trigger: (props: PopoverTriggerProps) => ReactNode;
  children: ReactNode | ((close: () => void) => ReactNode);
  label: string;
  align?: 'start' | 'end';
  className?: string;
  onOpenChange?: (open: boolean) => void;
};
export type PopoverTriggerProps = Pick<ComponentProps<'button'>, 'popoverTarget' | 'aria-haspopup'>;

/**
 * The platform's popover (top layer, light dismiss, `Esc`, focus back to the button), placed below its button.
 * What is in it exists while it is open.
 */
export function Popover({ trigger, children, label, align = 'start', className, onOpenChange }: PopoverProps) {
  const id = useId();
  const layer = useRef<HTMLDivElement>(null);
  const [isOpen, setIsOpen] = useState(false);

  const handleBeforeToggle = (event: ToggleEvent<HTMLDivElement>) => {
    hideUntilPlaced(event);
    if (event.newState === 'open') flushSync(() => setIsOpen(true));
  };
  const handleToggle = (event: ToggleEvent<HTMLDivElement>) => {
    const open = event.newState === 'open';
    if (open) place(event.currentTarget, id, align);
    else setIsOpen(false);
    onOpenChange?.(open);
  };
  return (
    <>
      {trigger({ popoverTarget: id, 'aria-haspopup': 'dialog' })}
      <div
        aria-label={label}
        className={cn(
          'fixed inset-auto m-0 max-h-[min(70vh,32rem)] min-w-40 max-w-[calc(100vw-1rem)] overflow-auto rounded-lg border border-line-strong bg-raised p-2 shadow-popup',
          className,
        )}
        data-slot="popover"
        id={id}
        onBeforeToggle={handleBeforeToggle}
        onToggle={handleToggle}
        popover="auto"
        ref={layer}
        role="dialog"
      >
        {!isOpen ? null : typeof children === 'function' ? children(() => layer.current?.hidePopover()) : children}
      </div>
    </>
  );
}

/** A popover is on screen before it can be measured: it stays unseen until it has its place. */
export function hideUntilPlaced(event: ToggleEvent<HTMLDivElement>): void {
  if (event.newState === 'open') event.currentTarget.style.visibility = 'hidden';
}

/** Puts a popover below the button that opens it, or above where there is more room. */
export function place(layer: HTMLElement, id: string, align: 'start' | 'end'): void {
  const button = document.querySelector(`[popovertarget="${CSS.escape(id)}"]`);
  if (!button) {
    layer.style.visibility = '';
    return;
  }
  const anchor = button.getBoundingClientRect();
  const { width, height } = layer.getBoundingClientRect();
  const wanted = align === 'end' ? anchor.right - width : anchor.left;
  const left = Math.min(Math.max(8, wanted), Math.max(8, window.innerWidth - width - 8));
  const fitsBelow = anchor.bottom + 4 + height <= window.innerHeight - 8;
  const top =
    fitsBelow || anchor.top < window.innerHeight - anchor.bottom ? anchor.bottom + 4 : anchor.top - 4 - height;
  layer.style.left = `${Math.round(left)}px`;
  layer.style.top = `${Math.max(8, Math.round(top))}px`;
  layer.style.visibility = '';
}
