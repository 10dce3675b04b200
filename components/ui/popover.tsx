'use client';

import { type ComponentProps, type ReactNode, type ToggleEvent, useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { cn } from './cn';
import { hideUntilPlaced, place } from './place-layer';

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
