import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { renderScreen } from '@/components/traces/test-screen';
import { WithinTime } from './within-time';

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

test('a range that has begun by the clock of somebody else is shown: the browser’s may be slow', () => {
  show(Date.now() + 2 * minuteMs);
  expect(screen.getByText('what happened')).toBeVisible();
});
