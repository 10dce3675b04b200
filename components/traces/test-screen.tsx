import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import { NextIntlClientProvider } from 'next-intl';
import { type OnUrlUpdateFunction, withNuqsTestingAdapter } from 'nuqs/adapters/testing';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import { TooltipProvider } from '@/components/ui/tooltip';
import apisixMetrics from '@/lib/i18n/messages/en/apisixMetrics.json';
import breakdown from '@/lib/i18n/messages/en/breakdown.json';
import changes from '@/lib/i18n/messages/en/changes.json';
import charts from '@/lib/i18n/messages/en/charts.json';
import common from '@/lib/i18n/messages/en/common.json';
import distribution from '@/lib/i18n/messages/en/distribution.json';
import logs from '@/lib/i18n/messages/en/logs.json';
import metrics from '@/lib/i18n/messages/en/metrics.json';
import overview from '@/lib/i18n/messages/en/overview.json';
import problems from '@/lib/i18n/messages/en/problems.json';
import profiles from '@/lib/i18n/messages/en/profiles.json';
import promql from '@/lib/i18n/messages/en/promql.json';
import routeMetrics from '@/lib/i18n/messages/en/routeMetrics.json';
import routes from '@/lib/i18n/messages/en/routes.json';
import serviceMap from '@/lib/i18n/messages/en/serviceMap.json';
import shell from '@/lib/i18n/messages/en/shell.json';
import spans from '@/lib/i18n/messages/en/spans.json';
import time from '@/lib/i18n/messages/en/time.json';
import timeline from '@/lib/i18n/messages/en/timeline.json';
import traceFile from '@/lib/i18n/messages/en/traceFile.json';
import traces from '@/lib/i18n/messages/en/traces.json';

class NoResize {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

/** jsdom has no layout: elements get a size, so that virtual rows exist. */
export function stubLayout(): void {
  vi.stubGlobal('ResizeObserver', NoResize);
  for (const name of ['offsetHeight', 'offsetWidth', 'clientHeight', 'clientWidth']) {
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, value: 600 });
  }
  Element.prototype.scrollTo = () => undefined;
}

/** Shows a screen as the app would: English, UTC, with the given address. `url.search` is the newest address. */
export function renderScreen(screen: ReactNode, search = '') {
  const url = { search, history: '' };
  const onUrlUpdate: OnUrlUpdateFunction = ({ queryString, options }) => {
    url.search = queryString;
    url.history = options.history;
  };
  const Nuqs = withNuqsTestingAdapter({ searchParams: search, onUrlUpdate, hasMemory: true, rateLimitFactor: 0 });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const around = (shown: ReactNode) => (
    <NextIntlClientProvider
      locale="en"
      messages={{
        changes,
        charts,
        apisixMetrics,
        breakdown,
        common,
        distribution,
        logs,
        metrics,
        overview,
        problems,
        profiles,
        promql,
        routes,
        serviceMap,
        routeMetrics,
        shell,
        spans,
        time,
        timeline,
        traceFile,
        traces,
      }}
      timeZone="UTC"
    >
      <Nuqs>
        <QueryClientProvider client={client}>
          <TooltipProvider>{shown}</TooltipProvider>
        </QueryClientProvider>
      </Nuqs>
    </NextIntlClientProvider>
  );
  const view = render(around(screen));
  return { ...view, url, show: (next: ReactNode) => view.rerender(around(next)) };
}
