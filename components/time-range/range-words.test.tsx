import { renderHook } from '@testing-library/react';
import { NextIntlClientProvider } from 'next-intl';
import type { ReactNode } from 'react';
import { expect, test } from 'vitest';
import time from '@/lib/i18n/messages/en/time.json';
import { absoluteRange } from '@/lib/telemetry/time-range';
import { useRangeWords } from './range-words';

test('which year is the present one is told by the viewer’s zone and the page’s moment', () => {
  const newYearMs = Date.UTC(2025, 11, 31, 16);
  const wrapper = ({ children }: { children: ReactNode }) => (
    <NextIntlClientProvider
      locale="en"
      messages={{ time }}
      now={new Date(newYearMs + 1_800_000)}
      timeZone="Asia/Shanghai"
    >
      {children}
    </NextIntlClientProvider>
  );
  const words = renderHook(() => useRangeWords(), { wrapper }).result.current;
  const of = (fromMs: number, toMs: number) => words(absoluteRange(fromMs, toMs), { fromMs, toMs });
  expect(of(newYearMs, newYearMs + 900_000)).toBe('Jan 1, 00:00 – 00:15');
  expect(of(newYearMs - 900_000, newYearMs)).toBe('Dec 31, 2025, 23:45 – Jan 1, 00:00');
});
