import type { ReactNode, RefObject } from 'react';

export type HoverCardFrameProps = {
  card: RefObject<HTMLDivElement | null>;
  swatch: RefObject<HTMLSpanElement | null>;
  title: RefObject<HTMLSpanElement | null>;
  /** The lines below the title. */
  children: ReactNode;
};

/** A card beside the pointer: hidden until its owner, who writes it by hand, places it. */
export function HoverCardFrame({ card, swatch, title, children }: HoverCardFrameProps) {
  return (
    <div
      aria-hidden
      className="pointer-events-none fixed top-0 left-0 z-30 w-max max-w-96 rounded-md border border-line-strong bg-raised px-2.5 py-1.5 text-xs shadow-popup"
      data-slot="hover-card"
      hidden
      ref={card}
    >
      <p className="flex items-baseline gap-1.5 font-medium">
        <span className="size-2.5 shrink-0 rounded-xs" ref={swatch} />
        <span className="line-clamp-3 min-w-0 break-all" ref={title} />
      </p>
      {children}
    </div>
  );
}

const offset = 14;
const margin = 8;

/** Right of the pointer and below it, or on the other side where the window ends. */
export function placeBeside(card: HTMLElement, { clientX, clientY }: { clientX: number; clientY: number }): void {
  const left = oneSide(clientX, card.offsetWidth, window.innerWidth);
  const top = oneSide(clientY, card.offsetHeight, window.innerHeight);
  card.style.transform = `translate(${left}px, ${top}px)`;
}

function oneSide(at: number, size: number, room: number): number {
  return at + offset + size < room - margin ? at + offset : Math.max(margin, at - offset - size);
}
