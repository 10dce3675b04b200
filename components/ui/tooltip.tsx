'use client';

import {
  type ComponentProps,
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  use,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { cn } from './cn';
import type { Shown } from './tooltip-layer';

const loadLayer = () => import('./tooltip-layer');
const TooltipLayer = lazy(async () => ({ default: (await loadLayer()).TooltipLayer }));

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
    if (next) void loadLayer();
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
      <Suspense>
        {shown ? (
          <TooltipLayer
            id={id}
            onEnter={() => api.show(shown, 0)}
            onLeave={() => api.hide(closeDelayMs)}
            shown={shown}
          />
        ) : null}
      </Suspense>
    </TooltipContext>
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
      className={cn('inline-flex min-w-0 max-w-full cursor-help rounded-sm text-left', className)}
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
