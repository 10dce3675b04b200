import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { renderScreen } from '@/components/traces/test-screen';
import { WithinTime } from './within-time';

afterEach(() => vi.useRealTimers());

const minuteMs = 60_000;
const show = (fromMs: number) =>
  renderScreen(<WithinTime>what happened</WithinTime>, `?from=${fromMs}&to=${fromMs + 60 * minuteMs}`);

test('a range in the future is named as such, and nothing looks for another reason why it is empty', async () => {
  const { url } = show(Date.now() + 10 * minuteMs);
  expect(await screen.findByText('This time range lies in the future')).toBeVisible();
  expect(screen.queryByText('what happened')).not.toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'The last hour' }));
  await waitFor(() => expect(url.search).toBe(''));
  expect(screen.getByText('what happened')).toBeVisible();
});

test('a range that has begun since is shown when everything is read again', async () => {
  show(Date.now() + 10 * minuteMs);
  const again = await screen.findByRole('button', { name: 'Read everything again' });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11 * minuteMs });
  await userEvent.click(again);
  expect(screen.getByText('what happened')).toBeVisible();
});

test('a range that has begun by the clock of somebody else is shown: the browser’s may be slow', () => {
  show(Date.now() + 2 * minuteMs);
  expect(screen.getByText('what happened')).toBeVisible();
});
