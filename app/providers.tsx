'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { ThemeProvider } from 'next-themes';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { BrowserTimeZone } from '@/components/shell/browser-time-zone';
import { Toaster } from '@/components/ui/toaster';
import { TooltipProvider } from '@/components/ui/tooltip';
import { getQueryClient } from '@/lib/query/client';

/**
 * The theme's script runs while the server's page is read. Where React draws it in the browser (after `notFound()`) it
 * would not run, and React says so; as data it is silent.
 */
const themeScript = { type: typeof window === 'undefined' ? 'text/javascript' : 'text/plain' };

export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  return (
    <ThemeProvider attribute="class" disableTransitionOnChange scriptProps={themeScript} {...(nonce ? { nonce } : {})}>
      <NuqsAdapter>
        <QueryClientProvider client={getQueryClient()}>
          <BrowserTimeZone>
            <TooltipProvider>{children}</TooltipProvider>
            <Toaster />
          </BrowserTimeZone>
        </QueryClientProvider>
      </NuqsAdapter>
    </ThemeProvider>
  );
}
