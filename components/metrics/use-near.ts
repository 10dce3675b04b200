'use client';

import { type RefObject, useEffect, useState } from 'react';

/** How far below what is in sight a part begins to load. */
const margin = '400px';

/** True once the element has come near what is in sight; at once where nothing can tell. */
export function useNear(element: RefObject<Element | null>): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const { current } = element;
    if (!current || isNear) return;
    if (typeof IntersectionObserver === 'undefined') return setNear(true);
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setNear(true);
      },
      // `rootMargin` does not reach into a box that scrolls by itself, as the page's main part does.
      { rootMargin: margin, scrollMargin: margin },
    );
    observer.observe(current);
    return () => observer.disconnect();
  }, [element, isNear]);
  return isNear;
}
