'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { ThemeProvider } from 'next-themes';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { TimeZoneCookie } from '@/components/shell/time-zone-cookie';
import { Toaster } from '@/components/ui/toaster';
import { TooltipProvider } from '@/components/ui/tooltip';
import { getQueryClient } from '@/lib/query/client';

export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  return (
    <ThemeProvider attribute="class" disableTransitionOnChange {...(nonce ? { nonce } : {})}>
      <NuqsAdapter>
        <QueryClientProvider client={getQueryClient()}>
          <TooltipProvider>{children}</TooltipProvider>
          <Toaster />
          <TimeZoneCookie />
        </QueryClientProvider>
      </NuqsAdapter>
    </ThemeProvider>
  );
}
