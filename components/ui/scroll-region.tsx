import type { ComponentProps } from 'react';

/** A named box that scrolls, and that the keyboard can scroll. */
export function ScrollRegion({ label, ...props }: ComponentProps<'section'> & { label: string }) {
  return (
    <section
      aria-label={label}
      data-slot="scroll-region"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (axe: scrollable-region-focusable).
      tabIndex={0}
      {...props}
    />
  );
}
