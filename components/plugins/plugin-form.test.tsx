import { fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PluginCopy, PluginState } from '@/lib/apisix/plugins-in-force';
import {
  answer,
  answerReads,
  copy,
  detailWith,
  fetchMock,
  forgetAnswers,
  loadParts,
  off,
  on,
  plan,
  preview,
  show,
  wishForShare,
  wishOf,
} from './testing-card';

beforeAll(loadParts);
beforeEach(answerReads);
afterEach(forgetAnswers);

test.each(['', 'a', '101', '-1'])('a share of «%s» cannot be previewed', async (percent) => {
  show(detailWith(off));
  const user = userEvent.setup();
  await user.click(screen.getByRole('switch'));
  const field = screen.getByRole('textbox', { name: 'Share of requests in percent' });
  await user.clear(field);
  if (percent) await user.type(field, percent);
  expect(field).toBeInvalid();
  expect(screen.getByRole('button', { name: 'Preview change' })).toBeDisabled();
});

describe('what somebody else wrote', () => {
  const odd: PluginCopy = {
    ...copy,
    config: {
      sampler: { name: 'trace_id_ratio', options: { fraction: 1.5 } },
      additional_attributes: ['deepflow=demo'],
      extra_labels: [{ a: '$b' }],
    },
  };
  const state: PluginState = {
    ...on,
    copies: [odd],
    inForce: [odd],
    sampling: { name: 'trace_id_ratio', fraction: 1.5 },
  };

  test('is shown with the reason why it makes no sense, and stays while another field is changed', async () => {
    fetchMock.mockImplementationOnce(() => answer(200, plan));
    show(detailWith(state));
    expect(screen.getByRole('textbox', { name: 'Share of requests in percent' })).toHaveValue('150');
    expect(screen.getByText(/gateway has this value though it makes no sense/)).toBeInTheDocument();
    expect(screen.getByText(/“key=value” adds nothing to a span; give/)).toBeInTheDocument();
    expect(screen.getByText(/extra labels belong to plugin_attr/)).toBeInTheDocument();
    const user = userEvent.setup();
    await user.type(screen.getByRole('textbox', { name: 'Add a header' }), 'x-shop-*{Enter}');
    await preview(user);
    expect(wishOf(0)).toEqual({ state: 'on', config: { additional_header_prefix_attributes: ['x-shop-*'] } });
  });

  test('cannot be written anew', async () => {
    show(detailWith(state));
    const user = userEvent.setup();
    const field = screen.getByRole('textbox', { name: 'Share of requests in percent' });
    await user.clear(field);
    await user.type(field, '160');
    expect(screen.getByRole('button', { name: 'Preview change' })).toBeDisabled();
  });
});

test('the slider and the field go in step, by steps that are even to the eye', async () => {
  show(detailWith(off));
  const { user, field } = await wishForShare('0.05');
  const slider = screen.getByRole('slider', { name: 'Share of requests' });
  expect(slider).toHaveAttribute('aria-valuetext', '0.05 %');
  await user.type(field, '{ArrowUp}');
  expect(field).toHaveValue('0.1');
  fireEvent.change(slider, { target: { value: slider.getAttribute('max') } });
  expect(field).toHaveValue('100');
});

test('attributes are found by what they say, chosen and removed by keyboard, and a pair is refused', async () => {
  fetchMock.mockImplementationOnce(() => answer(200, plan));
  show(detailWith(on));
  const user = userEvent.setup();
  const box = screen.getByRole('combobox', { name: 'Add a variable' });
  await user.type(box, 'node tried');
  await screen.findByRole('option', { name: /upstream_addr/ });
  await user.keyboard('{ArrowDown}{Enter}');
  await user.type(box, 'deepflow=demo{Enter}');
  expect(screen.getByRole('alert')).toHaveTextContent(/adds nothing to a span/);
  expect(box).toBeInvalid();
  await user.clear(box);
  await user.type(box, 'my_own{Enter}');
  const chosen = screen.getByRole('list', { name: 'Chosen variables' });
  expect(within(chosen).getAllByRole('listitem')).toHaveLength(2);
  within(chosen).getByRole('button', { name: 'Take out upstream_addr' }).focus();
  await user.keyboard('{Delete}');
  expect(within(chosen).getAllByRole('listitem')).toHaveLength(1);
  await preview(user);
  expect(wishOf(0)).toEqual({ state: 'on', config: { additional_attributes: ['my_own'] } });
});

test('a filter that does not compile is refused, and one that does is sent alone', async () => {
  fetchMock.mockImplementationOnce(() => answer(200, plan));
  show(detailWith(on));
  const user = userEvent.setup();
  await user.click(screen.getByText(/priority and filter/));
  const filter = screen.getByRole('textbox', { name: /Only for some requests/ });
  fireEvent.change(filter, { target: { value: '["arg_debug", "==", "1"]' } });
  expect(filter).toBeInvalid();
  expect(screen.getByRole('button', { name: 'Preview change' })).toBeDisabled();
  fireEvent.change(filter, { target: { value: '[["arg_debug", "==", "1"]]' } });
  await preview(user);
  expect(wishOf(0)).toEqual({ state: 'on', config: { _meta: { filter: [['arg_debug', '==', '1']] } } });
});
