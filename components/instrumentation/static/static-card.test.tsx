import { screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { enter, gatewayData, renderPart } from '@/components/instrumentation/testing';
import type { StaticFile } from '@/lib/instrumentation/dto';
import { readStaticConfig } from '@/lib/instrumentation/static/static-config';
import { configYaml } from '@/lib/instrumentation/static/testing-texts';
import { StaticCard } from './static-card';

afterEach(() => vi.unstubAllGlobals());

const idle = { file: null, fileProblem: null, isFetching: false, onRetry: () => undefined };
const mounted: StaticFile = {
  file: '/etc/apisix/config.yaml',
  obstacle: null,
  seen: 's1',
  modifiedAt: 0,
  content: { ...readStaticConfig(configYaml), text: configYaml },
  fault: null,
};

async function paste(text: string) {
  const user = renderPart(<StaticCard data={gatewayData} {...idle} />);
  await user.click(screen.getByRole('textbox', { name: /Today’s config.yaml/ }));
  await user.paste(text);
  return user;
}

const diff = () => screen.getByRole('region', { name: 'config.yaml before and after' });

test('a label is added to a pasted text, with the warning that a plugins/reload is not enough', async () => {
  const user = await paste(configYaml);
  await user.click(await screen.findByRole('button', { name: 'Add a label to http_status' }));
  await enter(user, screen.getByRole('combobox', { name: 'Variable 2 of http_status' }), '$upstream_status');
  expect(screen.getByRole('textbox', { name: 'Label 2 of http_status' })).toHaveValue('upstream_status');
  expect(within(diff()).getByText(/asked for by the shop/)).toBeVisible();
  expect(diff().querySelectorAll('[data-kind=added]')).toHaveLength(1);
  expect(diff().querySelectorAll('[data-kind=removed]')).toHaveLength(0);
  expect(screen.getByText(/every sample of a metric whose labels changed would be dropped/)).toBeVisible();
  expect(screen.getByText(/sudo apisix reload/)).toBeVisible();
});

test.each([
  ['code', '$status', /has this label already/],
  ['le', '$status', /Prometheus keeps this name/],
  ['a-b', '$status', /letters, digits and _/],
  ['upstream_addr', '$status', /stands above already/],
  ['a', 'status', /Enter a variable with its \$/],
])('the label %s of %s is refused with its reason', async (label, variable, reason) => {
  const user = await paste(configYaml);
  await user.click(await screen.findByRole('button', { name: 'Add a label to http_status' }));
  await enter(user, screen.getByRole('textbox', { name: 'Label 2 of http_status' }), label);
  await enter(user, screen.getByRole('combobox', { name: 'Variable 2 of http_status' }), variable);
  expect(screen.getByText(reason)).toBeVisible();
  expect(screen.getByText('Nothing is changed yet.')).toBeVisible();
});

test('adding the first plugin to a text without a list writes the whole loaded list, and says so', async () => {
  const user = await paste(configYaml);
  await user.click(await screen.findByRole('checkbox', { name: /opentelemetry/ }));
  expect(screen.getByText(/All 4 are written out/)).toBeVisible();
  const added = [...diff().querySelectorAll('[data-kind=added] code')].map((line) => line.textContent);
  expect(added).toEqual(['plugins:', '  - real-ip', '  - cors', '  - prometheus', '  - opentelemetry']);
  expect(screen.getByText(/takes effect with plugins\/reload/)).toBeVisible();
});

test('what is no YAML is said with its line, and nothing is offered', async () => {
  await paste('plugins:\n  - a\n - b\n');
  expect(await screen.findByText(/no YAML that can be read \(line 3\)/)).toBeVisible();
  expect(screen.queryByRole('button', { name: /Add a label/ })).not.toBeInTheDocument();
});

const planned = { seen: 's1', before: 'a: 1\n', after: 'a: 2\n', need: 'reload', isMasked: true };

test('the mounted file is planned and written by the server', async () => {
  const fetchMock = vi.fn<(url: string, init?: { body?: string }) => Promise<Response>>();
  vi.stubGlobal('fetch', fetchMock);
  const user = renderPart(
    <StaticCard
      {...idle}
      data={{ ...gatewayData, staticFile: { file: mounted.file, writable: true } }}
      file={mounted}
    />,
  );
  await enter(user, screen.getByRole('textbox', { name: 'Address' }), '0.0.0.0');
  fetchMock.mockResolvedValueOnce(Response.json(planned));
  await user.click(screen.getByRole('button', { name: 'Preview change' }));
  expect(await screen.findByText(/stay in the file as they are/)).toBeVisible();
  fetchMock.mockResolvedValueOnce(
    Response.json({ changeId: 'c1', backup: '/etc/apisix/config.yaml.x.bak', need: 'reload', verified: true, at: 0 }),
  );
  await user.click(screen.getByRole('button', { name: 'Write the file' }));
  expect(await screen.findByText('/etc/apisix/config.yaml.x.bak')).toBeVisible();
  expect(JSON.parse(fetchMock.mock.calls[1]?.[1]?.body ?? '')).toEqual({ wish: { exportIp: '0.0.0.0' }, seen: 's1' });
  expect(screen.getByRole('button', { name: 'Undo' })).toBeVisible();
});

test('a ConfigMap is not offered to be written, with the reason', async () => {
  renderPart(
    <StaticCard
      {...idle}
      data={{ ...gatewayData, staticFile: { file: mounted.file, writable: true } }}
      file={{ ...mounted, obstacle: 'config_map' }}
    />,
  );
  expect(screen.getByText(/mounted ConfigMap, which is read-only/)).toBeVisible();
});

test.each([
  [false, 'a text without secrets is copied and downloaded'],
  [true, 'one with secrets says how the whole text is got'],
])('of a file that cannot be written (secrets hidden: %s) %s', async (isMasked) => {
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => Response.json({ ...planned, isMasked })),
  );
  const user = renderPart(
    <StaticCard
      {...idle}
      data={{ ...gatewayData, staticFile: { file: mounted.file, writable: true } }}
      file={{ ...mounted, obstacle: 'config_map' }}
    />,
  );
  await enter(user, screen.getByRole('textbox', { name: 'Address' }), '0.0.0.0');
  await user.click(screen.getByRole('button', { name: 'Preview change' }));
  expect(await screen.findByRole('region', { name: 'What changes' })).toBeVisible();
  expect(screen.queryAllByRole('button', { name: /Copy config\.yaml|Download config\.yaml/ })).toHaveLength(
    isMasked ? 0 : 2,
  );
  expect(screen.queryAllByText(/choose “Paste or upload” above/)).toHaveLength(isMasked ? 1 : 0);
  expect(screen.queryByText(/stay in the file as they are/)).not.toBeInTheDocument();
});

test('metrics of AI traffic can have labels where the gateway’s schema lists them', async () => {
  const user = renderPart(
    <StaticCard
      {...idle}
      data={{
        ...gatewayData,
        disablable: { llm_latency: ['node'] },
        staticFile: { file: mounted.file, writable: true },
      }}
      file={mounted}
    />,
  );
  await user.click(screen.getByText('1 metric of AI traffic'));
  expect(screen.getByRole('button', { name: 'Add a label to llm_latency' })).toBeVisible();
  expect(screen.queryByRole('button', { name: /ai_cache_hits_total/ })).not.toBeInTheDocument();
});
