import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NextIntlClientProvider } from 'next-intl';
import { beforeEach, expect, test, vi } from 'vitest';
import { GatewayProvider } from '@/components/shell/gateway-context';
import { TooltipProvider } from '@/components/ui/tooltip';
import common from '@/lib/i18n/messages/en/common.json';
import problems from '@/lib/i18n/messages/en/problems.json';
import shell from '@/lib/i18n/messages/en/shell.json';
import traceFile from '@/lib/i18n/messages/en/traceFile.json';
import type { FileTraceViewProps } from './file-trace-view';
import { TraceFilePage } from './trace-file-page';

vi.mock('./file-trace-view', () => ({
  FileTraceView: ({ opened }: FileTraceViewProps) => <p>shown: {opened.tables.ids.join(' ')}</p>,
}));

const gateway = { id: 'g', name: 'G' };

beforeEach(() => {
  render(
    <NextIntlClientProvider locale="en" messages={{ common, problems, shell, traceFile }} timeZone="UTC">
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <TooltipProvider>
          <GatewayProvider value={{ gateway, gateways: [gateway] }}>
            <TraceFilePage gatewayId="g" />
          </GatewayProvider>
        </TooltipProvider>
      </QueryClientProvider>
    </NextIntlClientProvider>,
  );
});

function span(traceID: string, spanID: string) {
  return { traceID, spanID, operationName: `op ${spanID}`, startTime: 1000, duration: 10, references: [] };
}

function jaegerFile(...spans: object[]): File {
  return new File([JSON.stringify({ data: [{ traceID: 't', spans, processes: {} }] })], 'trace.json');
}

function input(): HTMLInputElement {
  return screen.getByLabelText('Choose a file', { selector: 'input' });
}

test('the dialog for files opens by keyboard', async () => {
  const opened = vi.spyOn(input(), 'click');
  const button = screen.getByRole('button', { name: 'Choose a file' });
  button.focus();
  await userEvent.keyboard('{Enter}');
  expect(opened).toHaveBeenCalled();
});

test('a chosen file is read and shown, and another can follow', async () => {
  await userEvent.upload(input(), jaegerFile(span('t', 'a')));
  expect(await screen.findByText('shown: a')).toBeInTheDocument();
  expect(screen.getByText('trace.json')).toBeInTheDocument();
  expect(screen.getByText('trace.json: 1 span opened')).toBeInTheDocument();
  await userEvent.upload(input(), jaegerFile(span('t', 'b')));
  expect(await screen.findByText('shown: b')).toBeInTheDocument();
});

test('a dropped file is opened', async () => {
  const dataTransfer = { types: ['Files'], files: [jaegerFile(span('t', 'a'))] };
  const area = screen.getByRole('heading', { name: traceFile.chooseTitle });
  fireEvent.dragOver(area, { dataTransfer });
  expect(screen.getByText(traceFile.drop)).toBeInTheDocument();
  fireEvent.drop(area, { dataTransfer });
  expect(await screen.findByText('shown: a')).toBeInTheDocument();
  expect(screen.queryByText(traceFile.drop)).not.toBeInTheDocument();
});

test('of several traces the largest is shown and each can be picked', async () => {
  await userEvent.upload(input(), jaegerFile(span('small', 'a'), span('large', 'b'), span('large', 'c')));
  expect(await screen.findByText('shown: b c')).toBeInTheDocument();
  const pick = screen.getByRole('combobox', { name: 'Trace' });
  expect([...pick.querySelectorAll('option')].map((option) => option.textContent)).toEqual([
    expect.stringMatching(/^op b · 2 spans · .* · large$/),
    expect.stringMatching(/^op a · 1 span · .* · small$/),
  ]);
  await userEvent.selectOptions(pick, 'small');
  expect(await screen.findByText('shown: a')).toBeInTheDocument();
  expect(screen.getByRole('combobox', { name: 'Trace' })).toHaveValue('small');
});

test('a file that is none of these says so, names the field, and leaves the way to another', async () => {
  await userEvent.upload(input(), new File(['<html>'], 'page.json'));
  expect(await screen.findByRole('alert')).toHaveTextContent('page.json is not JSON');
  await userEvent.upload(input(), jaegerFile({ spanID: 'a', operationName: 7, startTime: 1 }));
  expect(await screen.findByText(/data\[0\]\.spans\[0\]\.operationName must be a text/)).toBeInTheDocument();
  await userEvent.upload(input(), jaegerFile(span('t', 'a')));
  expect(await screen.findByText('shown: a')).toBeInTheDocument();
});
