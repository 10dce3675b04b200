'use client';

import { useEffect, useRef } from 'react';
import type { ProfileUnit } from '@/lib/deepflow/profile';
import { kindOf } from '@/lib/telemetry/profile/open-profile';
import { kindColour } from './frame-look';
import { useFrameWords } from './use-frame-words';
import type { ProfileState } from './use-profile-state';

const offset = 14;

/** The frame under the pointer, in words, beside it. Written by hand: a render at each move would be felt. */
export function HoverCard({ state, unit }: { state: ProfileState; unit: ProfileUnit }) {
  const { opened, hovered } = state;
  const words = useFrameWords(opened, unit);
  const card = useRef<HTMLDivElement>(null);
  const swatch = useRef<HTMLSpanElement>(null);
  const title = useRef<HTMLSpanElement>(null);
  const values = useRef<HTMLParagraphElement>(null);
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    let shown = -1;
    const update = () => {
      const box = card.current;
      const { index, clientX, clientY } = hovered;
      if (!box) return;
      box.hidden = index < 0 || index >= opened.count;
      if (box.hidden) return;
      if (shown !== index) {
        shown = index;
        const { name, kind, total, self, ofParent } = words(index);
        if (title.current) title.current.textContent = name.slice(0, 400);
        if (swatch.current) swatch.current.style.background = kindColour(kindOf(opened, index));
        if (values.current) values.current.textContent = `${total} · ${self}`;
        if (place.current) place.current.textContent = [kind, ofParent].filter(Boolean).join(' · ');
      }
      const { offsetWidth, offsetHeight } = box;
      const isRight = clientX + offset + offsetWidth < window.innerWidth - 8;
      const isBelow = clientY + offset + offsetHeight < window.innerHeight - 8;
      const left = isRight ? clientX + offset : Math.max(8, clientX - offset - offsetWidth);
      const top = isBelow ? clientY + offset : Math.max(8, clientY - offset - offsetHeight);
      box.style.transform = `translate(${left}px, ${top}px)`;
    };
    update();
    return hovered.subscribe(update);
  }, [opened, hovered, words]);
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
      <p className="text-muted tabular-nums" ref={values} />
      <p className="text-muted tabular-nums" ref={place} />
    </div>
  );
}
