'use client';

import { lazy, Suspense } from 'react';

// The screen is part of every page by the gateway's own boundary; outside of one it is rare enough to be loaded then.
const ErrorScreen = lazy(async () => ({ default: (await import('@/components/shell/error-screen')).ErrorScreen }));

export default function ErrorPage(props: { error: unknown; retry: () => void }) {
  return (
    <Suspense>
      <ErrorScreen {...props} />
    </Suspense>
  );
}
