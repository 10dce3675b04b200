'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { IconButton } from './icon-button';

export type SidePaneProps = {
  title: ReactNode;
  /** Its name for a screen reader. */
  label: string;
  onClose: () => void;
  /** Shown left of the close button. */
  actions?: ReactNode;
  children: ReactNode;
  initialWidth?: number;
};

const minWidth = 280;

/** Details beside the list they belong to. Its edge is dragged, or moved by the arrow keys; `Esc` closes it. */
export function SidePane({ title, label, onClose, actions, children, initialWidth = 480 }: SidePaneProps) {
  const t = useTranslations('common');
  const [width, setWidth] = useState(initialWidth);
  const pane = useRef<HTMLElement>(null);

  useEffect(() => {
    const handleKey = (event: globalThis.KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) onClose();
    };
    document.addEventListener('keydown', handleKey);
    return () => document.removeEventListener('keydown', handleKey);
  }, [onClose]);

  const resize = (wanted: number) =>
    setWidth(Math.round(Math.min(Math.max(minWidth, wanted), window.innerWidth * 0.8)));
  const handleDrag = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || !pane.current) return;
    resize(pane.current.getBoundingClientRect().right - event.clientX);
  };
  const handleKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowLeft' ? 24 : event.key === 'ArrowRight' ? -24 : 0;
    if (step === 0) return;
    event.preventDefault();
    resize(width + step);
  };
  return (
    <aside
      aria-label={label}
      className="relative flex h-full min-h-0 max-w-full shrink-0 flex-col border-l bg-surface max-sm:fixed max-sm:inset-0 max-sm:z-30 max-sm:w-full!"
      data-slot="side-pane"
      ref={pane}
      style={{ width }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be focused and moved; this is ARIA's window splitter. */}
      <div
        aria-label={t('resizePane')}
        aria-orientation="vertical"
        aria-valuemin={minWidth}
        aria-valuenow={width}
        className="absolute inset-y-0 -left-1 z-10 w-2 cursor-col-resize touch-none hover:bg-accent/20 focus-visible:bg-accent/30 max-sm:hidden"
        onKeyDown={handleKeyDown}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={handleDrag}
        role="separator"
        tabIndex={0}
      />
      <header className="flex min-h-10 items-center gap-2 border-b px-4 py-1.5">
        <h2 className="min-w-0 flex-1 truncate font-semibold">{title}</h2>
        {actions}
        <IconButton label={t('close')} onClick={onClose} size="sm">
          <X aria-hidden />
        </IconButton>
      </header>
      <div className="min-h-0 flex-1 overflow-auto">{children}</div>
    </aside>
  );
}
