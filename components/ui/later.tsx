'use client';

import { type ReactNode, type RefObject, startTransition, useEffect, useState } from 'react';
import { whenIdle } from './when-idle';

/**
 * What the first picture of a page does not wait for: its room at first, itself once the page has nothing else to do, in a
 * render that gives way to keys and clicks. What stands around it is not rendered again for it. `wasIdle` is the page's
 * own note that this is over: what is folded away and comes back then comes at once.
 */
export function Later(props: { wasIdle: RefObject<boolean>; room?: ReactNode; children: ReactNode }) {
  const { wasIdle, room = null, children } = props;
  const [isShown, setIsShown] = useState(wasIdle.current);
  useEffect(
    () =>
      whenIdle(() => {
        wasIdle.current = true;
        startTransition(() => setIsShown(true));
      }),
    [wasIdle],
  );
  return isShown ? children : room;
}
