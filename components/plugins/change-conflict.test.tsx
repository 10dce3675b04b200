import { screen, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  answer,
  answerReads,
  detailWith,
  fetchMock,
  forgetAnswers,
  loadParts,
  off,
  plan,
  preview,
  problem,
  show,
  wishForShare,
} from './testing-card';

beforeAll(loadParts);
beforeEach(answerReads);
afterEach(forgetAnswers);

describe('a change that somebody overtook', () => {
  const versions = {
    seen: null,
    current: { sampler: { name: 'always_off' } },
    wished: { sampler: { name: 'trace_id_ratio', options: { fraction: 0.025 } } },
  };
  async function overtaken() {
    fetchMock
      .mockImplementationOnce(() => answer(200, plan))
      .mockImplementationOnce(() => answer(409, { ...problem(409, 'conflict'), versions }));
    show(detailWith(off));
    const { user, field } = await wishForShare('2.5');
    await preview(user);
    await user.click(await screen.findByRole('button', { name: 'Apply to this route' }));
    const view = await screen.findByRole('alert', { name: /Someone changed this/ });
    return { user, field, view };
  }

  test('shows the three versions', async () => {
    const { view } = await overtaken();
    expect(within(view).getByText(/always_off/)).toBeInTheDocument();
    expect(within(view).getByText(/0.025/)).toBeInTheDocument();
    expect(within(view).getByText(/What was there/)).toBeInTheDocument();
  });

  test('is put on top by a new preview', async () => {
    const { user, view } = await overtaken();
    fetchMock.mockImplementationOnce(() => answer(200, plan));
    await user.click(within(view).getByRole('button', { name: /Put mine on top/ }));
    expect(await screen.findByRole('region', { name: 'Change to be made' })).toBeInTheDocument();
  });

  test('is given up for theirs', async () => {
    const { user, view } = await overtaken();
    await user.click(within(view).getByRole('button', { name: /Take theirs/ }));
    expect(screen.getByRole('switch')).not.toBeChecked();
    expect(view).not.toBeInTheDocument();
  });

  test('is kept for more editing', async () => {
    const { user, field, view } = await overtaken();
    await user.click(within(view).getByRole('button', { name: 'Back to editing' }));
    expect(field).toHaveValue('2.5');
    expect(view).not.toBeInTheDocument();
  });
});
