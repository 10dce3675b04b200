'use client';

import {
  type ComponentProps,
  type KeyboardEvent,
  type ReactNode,
  type ToggleEvent,
  useId,
  useRef,
  useState,
} from 'react';
import { flushSync } from 'react-dom';
import { cn } from './cn';
import { hideUntilPlaced, place } from './place-layer';

const itemSelector = '[role^="menuitem"]:not([aria-disabled="true"])';

export type MenuTriggerProps = Pick<ComponentProps<'button'>, 'popoverTarget' | 'aria-haspopup'>;
export type MenuProps = {
  /** Draws the button; spread what it is given onto it. */
  trigger: (props: MenuTriggerProps) => ReactNode;
  label: string;
  align?: 'start' | 'end';
  children: ReactNode;
};

/** A menu of actions on the platform's popover: arrows, Home, End and the first letter move, `Esc` closes. Its items exist while it is open. */
export function Menu({ trigger, label, align = 'start', children }: MenuProps) {
  const id = useId();
  const layer = useRef<HTMLDivElement>(null);
  const [isOpen, setIsOpen] = useState(false);

  const handleBeforeToggle = (event: ToggleEvent<HTMLDivElement>) => {
    hideUntilPlaced(event);
    if (event.newState === 'open') flushSync(() => setIsOpen(true));
  };
  const handleToggle = (event: ToggleEvent<HTMLDivElement>) => {
    if (event.newState !== 'open') {
      setIsOpen(false);
      return;
    }
    place(event.currentTarget, id, align);
    event.currentTarget.querySelector<HTMLElement>(itemSelector)?.focus();
  };
  const handleKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    event.stopPropagation();
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>(itemSelector)];
    const next = nextItem(items, document.activeElement, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <>
      {trigger({ popoverTarget: id, 'aria-haspopup': 'menu' })}
      <div
        aria-label={label}
        className="fixed inset-auto m-0 max-h-[min(70vh,32rem)] min-w-40 max-w-[calc(100vw-1rem)] overflow-auto rounded-lg border border-line-strong bg-raised p-1 shadow-popup"
        data-slot="menu"
        id={id}
        onClick={(event) => {
          if ((event.target as Element).closest(itemSelector)) layer.current?.hidePopover();
        }}
        onKeyDown={handleKeyDown}
        onBeforeToggle={handleBeforeToggle}
        onToggle={handleToggle}
        popover="auto"
        ref={layer}
        role="menu"
        tabIndex={-1}
      >
        {isOpen ? children : null}
      </div>
    </>
  );
}

function nextItem(items: HTMLElement[], current: Element | null, key: string): HTMLElement | undefined {
  const at = items.indexOf(current as HTMLElement);
  if (key === 'ArrowDown') return items[(at + 1) % items.length];
  if (key === 'ArrowUp') return items[(at - 1 + items.length) % items.length];
  if (key === 'Home') return items[0];
  if (key === 'End') return items.at(-1);
  if (key.length !== 1 || key === ' ') return undefined;
  const wanted = key.toLowerCase();
  const rest = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  return rest.find((item) => item.textContent.trim().toLowerCase().startsWith(wanted));
}

const itemClass =
  'flex min-h-7 w-full items-center gap-2 rounded-md px-2 py-1 text-left text-sm whitespace-nowrap text-fg hover:bg-hover focus:bg-hover focus-visible:outline-offset-[-2px] aria-checked:text-accent aria-disabled:opacity-50 [&_svg]:size-3.5 [&_svg]:shrink-0 [&_svg]:text-subtle';

export function MenuItem({ className, ...props }: ComponentProps<'button'>) {
  return (
    <button
      className={cn(itemClass, className)}
      data-slot="menu-item"
      role="menuitem"
      tabIndex={-1}
      type="button"
      {...props}
    />
  );
}

export function MenuRadioItem({ checked, className, ...props }: ComponentProps<'button'> & { checked: boolean }) {
  return (
    <button
      aria-checked={checked}
      className={cn(itemClass, 'before:w-3 before:content-[""] aria-checked:before:content-["✓"]', className)}
      data-slot="menu-radio-item"
      role="menuitemradio"
      tabIndex={-1}
      type="button"
      {...props}
    />
  );
}

export function MenuSeparator() {
  return <hr className="my-1" data-slot="menu-separator" />;
}
