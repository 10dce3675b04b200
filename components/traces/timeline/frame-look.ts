import type { ChartPalette } from '@/components/charts/chart-options';
import { hatched, outline, solid } from '@/components/charts/flame/bar-painter';
import { type FlamePalette, flamePalette } from '@/components/charts/flame/flame-palette';
import { assignSeries, seriesCount } from '@/components/traces/service-colours';
import type { Colouring } from '@/components/traces/trace-params';
import { kindCodes, type OpenedTrace, outcomeCodes } from '@/lib/telemetry/trace/columns';

/** Place 0 is what has no identity of its own: network spans, an unknown host. */
const fillTokens = ['--unknown-solid', ...Array.from({ length: seriesCount }, (_, at) => `--series-${at + 1}`)];
const markTokens = ['--fg', '--client-error-solid', '--server-error-solid', '--timeout-solid'];
const markOfOutcome = outcomeCodes.map((outcome) =>
  Math.max(0, markTokens.indexOf(`--${outcome.replace('_', '-')}-solid`)),
);
const styleOfKind = kindCodes.map((kind) => ({ A: solid, S: hatched, N: outline })[kind]);
/** Three hues far apart; network spans keep their grey. */
const placeOfKind = kindCodes.map((kind) => ({ A: 1, S: 3, N: 0 })[kind]);

export function timelinePalette(chart: ChartPalette): FlamePalette {
  return flamePalette(chart, fillTokens, markTokens);
}

/** Places in the colour list by service id: the same service has the same colour in every view. */
export function serviceColours(opened: OpenedTrace): Map<string, number> {
  return assignSeries(opened.tables.services.map(({ id }) => id));
}

/** What each span is coloured by, as a place in the palette; 0: nothing. */
export function colourSpans(
  opened: OpenedTrace,
  colouring: Colouring,
  services: ReadonlyMap<string, number>,
): Uint8Array {
  const { columns } = opened;
  const places = placesByCode(opened, colouring, services);
  const codes = { service: columns.service, host: columns.host, kind: columns.kind }[colouring];
  const fill = new Uint8Array(columns.count);
  for (let at = 0; at < columns.count; at++) fill[at] = places[codes[at] ?? -1] ?? 0;
  return fill;
}

function placesByCode(
  { tables }: OpenedTrace,
  colouring: Colouring,
  services: ReadonlyMap<string, number>,
): readonly number[] {
  if (colouring === 'kind') return placeOfKind;
  if (colouring === 'service') return tables.services.map(({ id }) => services.get(id) ?? 0);
  const hosts = assignSeries(tables.hosts);
  return tables.hosts.map((host) => hosts.get(host) ?? 0);
}

/** What the bars of a trace look like whatever they are coloured by. */
export function fixedLook({ columns }: OpenedTrace): Record<'style' | 'mark', Uint8Array> {
  const style = new Uint8Array(columns.count);
  const mark = new Uint8Array(columns.count);
  for (let at = 0; at < columns.count; at++) {
    style[at] = styleOfKind[columns.kind[at] ?? 0] ?? solid;
    mark[at] = markOfOutcome[columns.outcome[at] ?? 0] ?? 0;
  }
  return { style, mark };
}
