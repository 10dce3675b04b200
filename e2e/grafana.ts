import http from 'node:http';
import { grafanaPort } from './ports';

/**
 * Stands in for a Grafana that has APISIX's dashboard and may be embedded. It knows the two addresses that a reader's
 * browser may ask it for, and answers anything else, a missing or an unknown part of the query included, with 400: so that
 * what is framed is what Grafana would understand (grafana.com/docs, "Share dashboards and panels").
 */

const base = '/grafana';
const dashboard = 'bLlNuRLWz';
const variables = ['var-route', 'var-service', 'var-consumer', 'var-instance'];
const pages: Record<string, { title: string; required: readonly string[] }> = {
  [`${base}/d/${dashboard}`]: { title: 'Dashboard', required: ['from', 'to'] },
  [`${base}/d-solo/${dashboard}/apisix`]: { title: 'Panel', required: ['from', 'to', 'panelId', 'theme'] },
};

/** What such a page says of how it was asked for: what it is, and its query in the order of names. */
export function grafanaPage(title: string, query: Record<string, string>): string {
  const parts = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  return [title, ...parts.sort()].join(' · ');
}

export async function startGrafana(): Promise<{ close: () => void }> {
  const server = http.createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://grafana');
    const page = pages[pathname];
    const names = [...searchParams.keys()];
    const isKnown = (name: string) => page?.required.includes(name) || variables.includes(name);
    if (!page?.required.every((name) => searchParams.get(name)) || !names.every(isKnown)) {
      response.writeHead(400, { 'content-type': 'text/plain' }).end(`not Grafana’s: ${request.url}`);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    const text = grafanaPage(page.title, Object.fromEntries(searchParams))
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;');
    response.end(`<!doctype html><html lang="en"><title>Grafana</title><link rel="icon" href="data:,"><p>${text}</p>`);
  });
  await new Promise<void>((resolve) => server.listen(grafanaPort, '127.0.0.1', resolve));
  return {
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
