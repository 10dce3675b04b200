import type { ToggleEvent } from 'react';

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
