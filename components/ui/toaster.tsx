'use client';

import { useTheme } from 'next-themes';
import { lazy, Suspense, useEffect, useState } from 'react';

const Sonner = lazy(async () => ({ default: (await import('sonner')).Toaster }));

/** Empty until the first toast. */
export function Toaster() {
  const [wanted, setWanted] = useState(false);
  const { resolvedTheme } = useTheme();
  useEffect(() => {
    const handleWanted = () => setWanted(true);
    window.addEventListener('routelens:toaster', handleWanted, { once: true });
    return () => window.removeEventListener('routelens:toaster', handleWanted);
  }, []);
  if (!wanted) return null;
  return (
    <Suspense>
      <Sonner
        position="bottom-right"
        style={{ fontFamily: 'var(--font-sans)' }}
        theme={resolvedTheme === 'dark' ? 'dark' : 'light'}
        toastOptions={{
          style: {
            background: 'var(--raised)',
            color: 'var(--fg)',
            borderColor: 'var(--line-strong)',
            fontSize: '0.8125rem',
            boxShadow: 'var(--shadow)',
          },
        }}
      />
    </Suspense>
  );
}
