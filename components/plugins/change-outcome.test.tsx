import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import { NextIntlClientProvider } from 'next-intl';
import { expect, test, vi } from 'vitest';
import { TooltipProvider } from '@/components/ui/tooltip';
import changes from '@/lib/i18n/messages/en/changes.json';
import common from '@/lib/i18n/messages/en/common.json';
import plugins from '@/lib/i18n/messages/en/plugins.json';
import chineseChanges from '@/lib/i18n/messages/zh-CN/changes.json';
import chineseCommon from '@/lib/i18n/messages/zh-CN/common.json';
import chinesePlugins from '@/lib/i18n/messages/zh-CN/plugins.json';
import { getQueryClient } from '@/lib/query/client';
import { ChangeOutcome, type ChangeOutcomeProps } from './change-outcome';
import { result } from './testing-card';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: () => undefined }) }));

const messages = {
  en: { changes, common, plugins },
  'zh-CN': { changes: chineseChanges, common: chineseCommon, plugins: chinesePlugins },
};

function show(part: Partial<ChangeOutcomeProps>, locale: keyof typeof messages = 'en') {
  render(
    <NextIntlClientProvider locale={locale} messages={messages[locale]} timeZone="UTC">
      <QueryClientProvider client={getQueryClient()}>
        <TooltipProvider>
          <ChangeOutcome gatewayId="g" result={result} revertAt={null} {...part} />
        </TooltipProvider>
      </QueryClientProvider>
    </NextIntlClientProvider>,
  );
  return document.querySelector('[data-slot=change-outcome]');
}

test('when the former state is restored is told while that is to come', () => {
  expect(show({ revertAt: Date.now() + 900_000 })).toHaveTextContent('The former state is restored in 15 minutes');
});

test('once the time has passed only the record can say whether it was restored', () => {
  expect(show({ revertAt: Date.now() - 60_000 })).not.toHaveTextContent('restored');
});

test('Chinese sentences of an outcome follow each other without a space', () => {
  show({ result: { ...result, verified: false, otherDifferences: ['labels'] } }, 'zh-CN');
  expect(screen.getByRole('alert').textContent).not.toMatch(/。 /);
});
