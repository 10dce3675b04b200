import { render, screen } from '@testing-library/react';
import { NextIntlClientProvider, useFormatter, useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { BrowserTimeZone } from './browser-time-zone';

afterEach(() => vi.restoreAllMocks());

test('on a first visit times are written in the browser’s zone, and what is on the page stays there', async () => {
  vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockReturnValue({
    ...new Intl.DateTimeFormat().resolvedOptions(),
    timeZone: 'Asia/Tokyo',
  });
  const mounted = vi.fn();
  function Clock() {
    const format = useFormatter();
    const t = useTranslations('problems');
    useEffect(() => mounted(), []);
    return (
      <p>{`${t('detail')} ${format.dateTime(new Date('2026-01-01T00:00:00Z'), { hour: '2-digit', hour12: false })}`}</p>
    );
  }
  render(
    <NextIntlClientProvider locale="en" messages={{ problems: { detail: 'at' } }} timeZone="UTC">
      <BrowserTimeZone>
        <Clock />
      </BrowserTimeZone>
    </NextIntlClientProvider>,
  );
  expect(await screen.findByText('at 09')).toBeInTheDocument();
  expect(mounted).toHaveBeenCalledTimes(1);
  expect(document.cookie).toContain('timezone=Asia%2FTokyo');
});
