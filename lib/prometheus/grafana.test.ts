import { expect, test } from 'vitest';
import { dashboardAddress, grafanaPanels, panelAddress } from './grafana';

/** As Grafana documents "Embed panel" (grafana.com/docs, "Share dashboards and panels"): nothing else is understood. */
const documented = new Set(['orgId', 'from', 'to', 'panelId', 'theme', 'var-route', 'var-instance']);
const grafana = { url: 'https://grafana.example.com/grafana', dashboardUid: 'bLlNuRLWz', isEmbedded: true };
const view = {
  range: { fromMs: 1_771_000_000_000, toMs: 1_771_003_600_000 },
  filter: { route: 'a&b=c', instance: 'n:9091' },
};

test.each(grafanaPanels)('panel %i is asked for in the documented form', (panelId) => {
  const { origin, pathname, searchParams } = new URL(panelAddress(grafana, { ...view, panelId, theme: 'dark' }));
  expect([origin, pathname]).toEqual(['https://grafana.example.com', '/grafana/d-solo/bLlNuRLWz/apisix']);
  expect([...searchParams.keys()].filter((name) => !documented.has(name))).toEqual([]);
  expect(Object.fromEntries(searchParams)).toEqual({
    ...{ from: '1771000000000', to: '1771003600000', panelId: String(panelId), theme: 'dark' },
    ...{ 'var-route': 'a&b=c', 'var-instance': 'n:9091' },
  });
});

test('the dashboard is opened with the same range and filters', () => {
  const { pathname, searchParams } = new URL(dashboardAddress(grafana, view));
  expect(pathname).toBe('/grafana/d/bLlNuRLWz');
  expect(searchParams.get('var-route')).toBe('a&b=c');
});
