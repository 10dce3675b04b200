import { NextIntlClientProvider } from 'next-intl';
import { createRoot } from 'react-dom/client';
import type { ChartModel, ChartSeries, ChartUnit } from '@/components/charts/chart-model';
import { TimeChart } from '@/components/charts/time-chart';
import { TooltipProvider } from '@/components/ui/tooltip';
import charts from '@/lib/i18n/messages/en/charts.json';
import common from '@/lib/i18n/messages/en/common.json';

/**
 * Twelve charts of 1,000 points in one page, as the bench needs them: lines and stacks, every other one with what was
 * before, all with markers and calls. Bundled by the bench alone; the product has no such page.
 */

const chartCount = 12;
const points = 1_000;
const stepS = 15;
const fromS = Date.UTC(2026, 0, 1) / 1000;
const units: ChartUnit[] = ['perSecond', 'durationUs', 'bytesPerSecond', 'share'];
const scale: Record<ChartUnit, number> = {
  perSecond: 120,
  durationUs: 400_000,
  bytesPerSecond: 3e6,
  bytes: 1e9,
  count: 40,
  share: 0.2,
  number: 10,
};

/** Waves with a hole, the same at every run. */
function wave(phase: number, size: number): (number | null)[] {
  return Array.from({ length: points }, (_, at) =>
    at > 400 && at < 420 ? null : size * (1 + 0.6 * Math.sin(at / 40 + phase) + 0.2 * Math.sin(at * 1.7 + phase)),
  );
}

function modelOf(chart: number): ChartModel {
  const unit = units[chart % units.length] ?? 'count';
  const names = ['p50', 'p95', 'p99', 'max'];
  const series = names.map(
    (label, at): ChartSeries => ({
      key: label,
      label,
      colour: `--series-${at + 1}`,
      values: wave(chart + at, scale[unit] * (0.2 + at * 0.15)),
      ...(chart % 2 === 0 ? { before: wave(chart + at + 1, scale[unit] * (0.2 + at * 0.12)) } : {}),
    }),
  );
  const moment = (part: number) => fromS + points * stepS * part;
  return {
    times: Array.from({ length: points }, (_, at) => fromS + at * stepS),
    fromS,
    toS: moment(1),
    unit,
    series,
    isStacked: chart % 3 === 2,
    ...(chart % 2 === 0 ? { beforeLabel: 'a day before' } : {}),
    markers: [0.2, 0.55, 0.551].map((part) => ({
      timeS: moment(part),
      label: 'opentelemetry on · by alice',
      href: `/bench/${part}`,
    })),
    exemplars: Array.from({ length: 20 }, (_, at) => ({
      timeS: moment((at + 0.5) / 20),
      value: scale[unit] * (0.5 + (at % 5) / 4),
      label: 'GET /items',
      href: `/bench/call/${at}`,
    })),
  };
}

const models = Array.from({ length: chartCount }, (_, chart) => modelOf(chart));

createRoot(document.body).render(
  <NextIntlClientProvider locale="en" messages={{ charts, common }} timeZone="UTC">
    <TooltipProvider>
      <main className="grid grid-cols-3 gap-3 p-4">
        {models.map((model, chart) => (
          <section
            className="min-w-0 rounded-lg border bg-surface"
            // biome-ignore lint/suspicious/noArrayIndexKey: twelve fixed charts.
            key={chart}
          >
            <TimeChart
              model={model}
              onBack={() => undefined}
              onRange={() => undefined}
              syncKey="bench"
              title={`Chart ${chart + 1}`}
            />
          </section>
        ))}
      </main>
    </TooltipProvider>
  </NextIntlClientProvider>,
);
