'use client';

import { useEffect, useRef } from 'react';
import { HoverCardFrame, placeBeside } from '@/components/charts/flame/hover-card';
import type { ProfileUnit } from '@/lib/deepflow/profile';
import { kindOf } from '@/lib/telemetry/profile/open-profile';
import { kindColour } from './frame-look';
import { useFrameWords } from './use-frame-words';
import type { ProfileState } from './use-profile-state';

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
      const { index } = hovered;
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
      placeBeside(box, hovered);
    };
    update();
    return hovered.subscribe(update);
  }, [opened, hovered, words]);
  return (
    <HoverCardFrame card={card} swatch={swatch} title={title}>
      <p className="text-muted tabular-nums" ref={values} />
      <p className="text-muted tabular-nums" ref={place} />
    </HoverCardFrame>
  );
}
