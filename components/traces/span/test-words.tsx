import { NextIntlClientProvider } from 'next-intl';
import type { ReactNode } from 'react';
import common from '@/lib/i18n/messages/en/common.json';
import problems from '@/lib/i18n/messages/en/problems.json';
import shell from '@/lib/i18n/messages/en/shell.json';
import spans from '@/lib/i18n/messages/en/spans.json';
import time from '@/lib/i18n/messages/en/time.json';
import timeline from '@/lib/i18n/messages/en/timeline.json';
import traces from '@/lib/i18n/messages/en/traces.json';

/** The words that parts of a trace need, for tests. */
export function SpanWords({ children }: { children: ReactNode }) {
  return (
    <NextIntlClientProvider
      locale="en"
      messages={{ common, problems, shell, spans, time, timeline, traces }}
      timeZone="UTC"
    >
      {children}
    </NextIntlClientProvider>
  );
}
