import { fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NextIntlClientProvider } from 'next-intl';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { TooltipProvider } from '@/components/ui/tooltip';
import messages from '@/lib/i18n/messages/en/changes.json';
import common from '@/lib/i18n/messages/en/common.json';
import time from '@/lib/i18n/messages/en/time.json';
import { TimedChoice } from './timed-choice';
import { stays, type Timing } from './timing';

let chosen: Timing;

function Choice() {
  const [timing, setTiming] = useState(stays);
  chosen = timing;
  return <TimedChoice onChange={setTiming} timing={timing} />;
}

function show() {
  render(
    <NextIntlClientProvider locale="en" messages={{ changes: messages, common, time }} timeZone="Asia/Shanghai">
      <TooltipProvider>
        <Choice />
      </TooltipProvider>
    </NextIntlClientProvider>,
  );
}

test('a change for a quarter of an hour is restored in 15 minutes, not now', async () => {
  show();
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Holds' }), 'for 15 minutes');
  expect(screen.getByText(/^The former state is restored/)).toHaveTextContent('restored in 15 minutes, also');
});

test('the end of a timed change is read in the zone that is named beside it, and an end that is over is refused', async () => {
  show();
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Holds' }), 'until…');
  const field = screen.getByLabelText('Until when');
  expect(field).toBeInvalid();
  fireEvent.change(field, { target: { value: '2020-01-02T03:04' } });
  expect(field).toBeInvalid();
  expect(field).toHaveAccessibleDescription('Asia/Shanghai Enter a time that is still to come.');
  fireEvent.change(field, { target: { value: '2099-01-02T03:04' } });
  expect(chosen).toEqual({ kind: 'until', until: Date.UTC(2099, 0, 1, 19, 4) });
  expect(field).toBeValid();
  expect(field).toHaveAccessibleDescription(/Asia\/Shanghai The former state is restored .*2099/);
});
