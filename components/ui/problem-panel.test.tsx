import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NextIntlClientProvider } from 'next-intl';
import { expect, test, vi } from 'vitest';
import { type Problem, problemCodes } from '@/lib/http/problem';
import englishCommon from '@/lib/i18n/messages/en/common.json';
import english from '@/lib/i18n/messages/en/problems.json';
import chineseCommon from '@/lib/i18n/messages/zh-CN/common.json';
import chinese from '@/lib/i18n/messages/zh-CN/problems.json';
import { ProblemPanel } from './problem-panel';

const languages = {
  en: { problems: english, common: englishCommon },
  'zh-CN': { problems: chinese, common: chineseCommon },
} as const;

function show(problem: Problem, locale: keyof typeof languages = 'en', onRetry?: () => void) {
  render(
    <NextIntlClientProvider locale={locale} messages={languages[locale]} timeZone="UTC">
      <ProblemPanel problem={problem} {...(onRetry ? { onRetry } : {})} />
    </NextIntlClientProvider>,
  );
}

const problem: Problem = {
  type: 'about:blank',
  title: 'Raw',
  status: 502,
  code: 'upstream_unreachable',
  upstream: 'admin',
};

test.each(problemCodes.flatMap((code) => [['en', code] as const, ['zh-CN', code] as const]))(
  '%s: %s says what happened and what to do, without the raw title',
  (locale, code) => {
    show({ ...problem, code }, locale);
    const panel = screen.getByRole(code === 'not_configured' ? 'status' : 'alert');
    expect(panel).not.toHaveTextContent('Raw');
    expect(panel).not.toHaveTextContent('problems.');
    expect(screen.getByRole('heading').textContent).not.toBe('');
  },
);

test('names the system that failed', () => {
  show(problem);
  expect(screen.getByRole('heading')).toHaveTextContent('APISIX’s Admin API cannot be reached');
});

test('what exactly was answered is there to be opened, as text', () => {
  show({ ...problem, detail: '<script>alert(1)</script>', field: 'list[3].id' });
  expect(screen.getByText(/<script>alert\(1\)<\/script>/)).toHaveTextContent(
    'upstream_unreachable · HTTP 502 · admin · list[3].id',
  );
});

test('tries again when asked', async () => {
  const handleRetry = vi.fn();
  show(problem, 'en', handleRetry);
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(handleRetry).toHaveBeenCalledOnce();
});

test('what is not configured is no alarm and cannot be tried again: it takes a restart of the console', () => {
  show({ ...problem, code: 'not_configured' }, 'en', () => undefined);
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  expect(screen.getByText(/restart the console/)).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Try again' })).not.toBeInTheDocument();
});
