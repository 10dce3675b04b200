import type { ReactNode } from 'react';

/** Says results of actions to those who do not see them appear. It must be on the page before its text changes. */
export function LiveRegion({ children }: { children: ReactNode }) {
  return (
    <p aria-live="polite" className="sr-only" data-slot="live-region" role="status">
      {children}
    </p>
  );
}
