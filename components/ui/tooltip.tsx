'use client';

import {
  type ComponentProps,
  createContext,
  type ReactNode,
  use,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { cn } from './cn';

type Shown = { anchor: HTMLElement; content: ReactNode };
type TooltipApi = { show: (shown: Shown, delayMs: number) => void; hide: (delayMs: number) => void; id: string };

const TooltipContext = createContext<TooltipApi | null>(null);
const openDelayMs = 300;
const closeDelayMs = 120;

/** One layer for all tooltips of the page: a table of a thousand chips costs nothing until one is pointed at. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const id = useId();
  const schedule = useCallback((next: Shown | null, delayMs: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setShown(next), delayMs);
  }, []);
  const api = useMemo<TooltipApi>(
    () => ({ id, show: (next, delayMs) => schedule(next, delayMs), hide: (delayMs) => schedule(null, delayMs) }),
    [id, schedule],
  );

  useEffect(() => {
    if (!shown) return;
    const handleKey = (event: KeyboardEvent) => event.key === 'Escape' && setShown(null);
    const handleScroll = () => setShown(null);
    document.addEventListener('keydown', handleKey);
    document.addEventListener('scroll', handleScroll, { capture: true, passive: true });
    return () => {
      document.removeEventListener('keydown', handleKey);
      document.removeEventListener('scroll', handleScroll, { capture: true });
    };
  }, [shown]);

  return (
    <TooltipContext value={api}>
      {children}
      {shown ? <TooltipLayer api={api} shown={shown} /> : null}
    </TooltipContext>
  );
}

function TooltipLayer({ shown, api }: { shown: Shown; api: TooltipApi }) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const layer = ref.current;
    if (!layer) return;
    const anchor = shown.anchor.getBoundingClientRect();
    const box = layer.getBoundingClientRect();
    const below = anchor.bottom + 6;
    const top = below + box.height > window.innerHeight - 8 ? Math.max(8, anchor.top - box.height - 6) : below;
    const left = Math.min(Math.max(8, anchor.left), window.innerWidth - box.width - 8);
    layer.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
    layer.style.visibility = 'visible';
  }, [shown]);
  // Pointing at the text keeps it open (WCAG 1.4.13).
  return (
    <div
      className="invisible fixed top-0 left-0 z-50 max-w-80 rounded-md border border-line-strong bg-raised px-2.5 py-1.5 text-pretty text-xs text-fg shadow-popup"
      data-slot="tooltip"
      id={api.id}
      onPointerEnter={() => api.show(shown, 0)}
      onPointerLeave={() => api.hide(closeDelayMs)}
      ref={ref}
      role="tooltip"
    >
      {shown.content}
    </div>
  );
}

export type TooltipProps = Omit<ComponentProps<'button'>, 'content'> & { content: ReactNode };

/**
 * A word that explains itself on hover and on focus; it is a button so that touch and keyboard reach it.
 * `tabIndex={-1}` inside a grid, where the grid moves the focus.
 */
export function Tooltip({ content, className, children, ...props }: TooltipProps) {
  const api = use(TooltipContext);
  const show = (anchor: HTMLElement, delayMs: number) => api?.show({ anchor, content }, delayMs);
  return (
    <button
      aria-describedby={api?.id}
      className={cn('inline-flex max-w-full cursor-help rounded-sm text-left', className)}
      data-slot="tooltip-trigger"
      onBlur={() => api?.hide(0)}
      onClick={(event) => show(event.currentTarget, 0)}
      onFocus={(event) => event.currentTarget.matches(':focus-visible') && show(event.currentTarget, 0)}
      onPointerEnter={(event) => event.pointerType === 'mouse' && show(event.currentTarget, openDelayMs)}
      onPointerLeave={() => api?.hide(closeDelayMs)}
      type="button"
      {...props}
    >
      {children}
    </button>
  );
}
