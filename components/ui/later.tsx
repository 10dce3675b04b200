'use client';

import { type ReactNode, startTransition, useEffect, useState } from 'react';
import { whenIdle } from './when-idle';

/**
 * What the first picture of a page does not wait for: its room at first, itself once the page has nothing else to do, in a
 * render that gives way to keys and clicks. What stands around it is not rendered again for it.
 */
export function Later({ room = null, children }: { room?: ReactNode; children: ReactNode }) {
  const [isShown, setIsShown] = useState(false);
  useEffect(() => whenIdle(() => startTransition(() => setIsShown(true))), []);
  return isShown ? children : room;
}
