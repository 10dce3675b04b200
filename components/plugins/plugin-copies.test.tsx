import { render, screen, within } from '@testing-library/react';
import { NextIntlClientProvider } from 'next-intl';
import { expect, test } from 'vitest';
import { TooltipProvider } from '@/components/ui/tooltip';
import { type CopyHolder, type InForceInput, pluginInForce, type ShownPlugin } from '@/lib/apisix/plugins-in-force';
import plugins from '@/lib/i18n/messages/en/plugins.json';
import { PluginConsequence } from './plugin-consequence';
import { PluginCopies } from './plugin-copies';
import { ShownPlugins } from './shown-plugins';

const on = { sampler: { name: 'always_on' } };
const holder = (id: string, copies: object = {}): CopyHolder => ({ id, name: '', plugins: copies });

function input(changes: Partial<InForceInput> = {}): InForceInput {
  return {
    ...{ plugin: 'opentelemetry', route: holder('r'), pluginConfig: 'none', service: 'none', hasScript: false },
    ...{ globalRules: [], consumers: [], findsConsumer: true, loaded: true, metadata: true },
    ...changes,
  };
}

/** As the browser has it: copies in force are other objects than those that were found. */
const sent = <T,>(state: T): T => JSON.parse(JSON.stringify(state));

function show(page: React.ReactNode) {
  render(
    <NextIntlClientProvider locale="en" messages={{ plugins }} timeZone="UTC">
      <TooltipProvider>{page}</TooltipProvider>
    </NextIntlClientProvider>,
  );
  return screen.queryAllByRole('listitem').map(({ textContent }) => textContent);
}

test('nothing is listed for a route whose own copy simply runs', () => {
  const state = pluginInForce(input({ route: holder('r', { opentelemetry: on }) }));
  expect(show(<PluginCopies state={sent(state)} />)).toEqual([]);
});

test('every copy stands with what becomes of it, consumers by name', () => {
  const named = [
    { place: 'consumer' as const, id: 'jack' },
    { place: 'consumer' as const, id: 'anna' },
  ];
  const state = pluginInForce(
    input({
      route: holder('r', { opentelemetry: { ...on, _meta: { filter: [['arg_a', '==', '1']] } } }),
      service: holder('s', { opentelemetry: on }),
      globalRules: [holder('1', { opentelemetry: on })],
      consumers: [{ disabled: false, filtered: false, samples: 'some', count: 30, named }],
    }),
  );
  expect(show(<PluginCopies state={sent(state)} />)).toEqual([
    'route rfilteredruns',
    'service shidden by the copy above',
    'global rule 1runs, but its span is never sent',
    expect.stringMatching(/^consumer jack, anna and 28 more/),
  ]);
});

test('the sentence offers what works where a global rule goes on', () => {
  const state = pluginInForce(input({ globalRules: [holder('7', { opentelemetry: on })] }));
  show(<PluginConsequence state={state} />);
  expect(
    screen.getByText(/does not stop the copy on the global rule 7: choose the sampler “No request”/),
  ).toBeVisible();
});

test('plugins that are not switched here stand with their state and their copies', () => {
  const state = (plugin: ShownPlugin, copies: object, loaded = true) =>
    pluginInForce<ShownPlugin>({
      ...input({ route: holder('r', copies), loaded, metadata: 'not_needed' }),
      plugin,
    });
  const states = [
    state('zipkin', { zipkin: { sample_ratio: 0.1, _meta: { disable: true } } }),
    state('skywalking', { skywalking: {} }),
    state('node-status', { 'node-status': {} }, false),
  ];
  show(<ShownPlugins states={sent(states)} />);
  const of = (name: string) => within(screen.getByText(name).closest('[data-plugin]') as HTMLElement);
  expect(of('zipkin').getByText('route r').parentElement).toHaveTextContent('switched off (_meta.disable)');
  expect(of('skywalking').getByText('always on')).toBeVisible();
  expect(of('node-status').getByText('not loaded')).toBeVisible();
});
