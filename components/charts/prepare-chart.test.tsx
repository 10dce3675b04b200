import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chartCsv, chartFileName } from './chart-csv';
import { type ChartModel, type ChartUnit, wholeView } from './chart-model';
import { formatMark } from './format-value';
import { prepareChart } from './prepare-chart';
import { withBefore } from './prepare-compare';
import { groupMarkers, placeExemplars } from './prepare-marks';
import { prepareReadings, stacked, stackTotal } from './prepare-series';
import { valueBounds, valueTicks } from './prepare-value-axis';
import { testModel } from './testing-model';

const value = fc.option(fc.nat(1_000_000), { nil: null });
const layers = fc
  .integer({ min: 1, max: 12 })
  .chain((count) => fc.array(fc.array(value, { minLength: count, maxLength: count }), { minLength: 1, maxLength: 5 }));
const hidden = (...keys: string[]) => ({ focused: null, hidden: new Set(keys) });

describe('a stack', () => {
  test('ends at the sum of its parts, and a gap in one is a gap of all', () => {
    fc.assert(
      fc.property(layers, (given) => {
        const edges = stacked(given, given[0]?.length ?? 0);
        given[0]?.forEach((_, at) => {
          const parts = given.map((values) => values[at] ?? null);
          const isGap = parts.includes(null);
          const sum = parts.reduce<number>((all, part) => all + (part ?? 0), 0);
          expect(edges.at(-1)?.[at]).toBe(isGap ? null : sum);
          for (const layer of edges) expect(layer[at] === null).toBe(isGap);
        });
      }),
    );
  });

  test('never falls from one layer to the next', () => {
    fc.assert(
      fc.property(layers, (given) => {
        const edges = stacked(given, given[0]?.length ?? 0);
        for (let layer = 1; layer < edges.length; layer++) {
          edges[layer]?.forEach((edge, at) => {
            expect(edge ?? 0).toBeGreaterThanOrEqual(edges[layer - 1]?.[at] ?? 0);
          });
        }
      }),
    );
  });

  test('is summed up over what is shown, for the reader and for the axis alike', () => {
    const model = testModel(
      [
        [1, 2],
        [10, null],
        [100, 200],
      ],
      { isStacked: true },
    );
    expect(stackTotal(model, new Set()).values).toEqual([111, null]);
    expect(stackTotal(model, new Set(['b'])).values).toEqual([101, 202]);
    expect(stackTotal(model, new Set(['a', 'b', 'c'])).values).toEqual([null, null]);
    expect(prepareReadings(model, new Set(['b'])).map(({ series, values }) => [series?.key, values[1]])).toEqual([
      ['a', 2],
      ['b', null],
      ['c', 200],
      [undefined, 202],
    ]);
    expect(prepareChart(model, hidden('b')).high).toBeCloseTo(202 * 1.08);
  });

  test('of earlier values only their sum is drawn, and only where every part is known', () => {
    const model = testModel(
      [
        [1, 2],
        [3, 4],
      ],
      { isStacked: true },
    );
    const series = model.series.map((one, at) => ({ ...one, before: [at + 5, at === 0 ? null : 1] }));
    const drawn = prepareChart({ ...model, series }, wholeView);
    expect(drawn.lines.map(({ key, area }) => [key, area])).toEqual([
      ['a', 'layer'],
      ['b', 'layer'],
      ['total', null],
    ]);
    expect(drawn.lines.at(-1)?.values).toEqual([11, null]);
  });
});

describe('what is drawn', () => {
  test('a gap is never drawn as a zero, nor is what is no number', () => {
    fc.assert(
      fc.property(layers, fc.boolean(), (given, isStacked) => {
        const model = testModel(given, { isStacked });
        for (const line of prepareChart(model, wholeView).lines)
          line.values.forEach((drawn, at) => {
            const isGap = isStacked
              ? given.some((values) => values[at] === null)
              : model.series.find(({ key }) => key === line.key)?.values[at] === null;
            expect(drawn === null).toBe(isGap);
          });
      }),
    );
    const odd = testModel([[Number.NaN, Number.POSITIVE_INFINITY, 3]]);
    expect(prepareChart({ ...odd, times: [0, 60, 120, 180] }, wholeView).lines[0]?.values).toEqual([
      null,
      null,
      3,
      null,
    ]);
  });

  test('hidden series are gone and the axis fits what is left; a focused one stays, others turn faint', () => {
    const model = testModel([[1000], [10], [5]]);
    const drawn = prepareChart(model, { focused: 'b', hidden: new Set(['a']) });
    expect(drawn.lines.map(({ key }) => key)).toEqual(['b', 'c']);
    expect(drawn.high).toBeCloseTo(10.8);
    expect(drawn.lines[0]?.alpha).toBe(1);
    expect(drawn.lines[1]?.alpha).toBeLessThan(0.3);
  });

  test('a focus on what is hidden or gone makes nothing faint', () => {
    const model = testModel([[1], [2]]);
    for (const view of [
      { focused: 'a', hidden: new Set(['a']) },
      { focused: 'gone', hidden: new Set<string>() },
    ])
      expect(prepareChart(model, view).lines.every(({ alpha }) => alpha === 1)).toBe(true);
  });

  test('earlier values lie below those of today, in the same colour, and count for the axis', () => {
    const model = testModel([[1], [2]]);
    const series = model.series.map((one) => ({ ...one, before: [50] }));
    const drawn = prepareChart({ ...model, series }, wholeView);
    expect(drawn.lines.map(({ key, hasDot }) => [key, hasDot])).toEqual([
      ['a', false],
      ['b', false],
      ['a', true],
      ['b', true],
    ]);
    expect(drawn.lines[0]?.colour).toBe(drawn.lines[2]?.colour);
    expect(drawn.high).toBeCloseTo(54);
  });
});

describe('value axis', () => {
  const bounds = (values: (number | null)[], over: Partial<ChartModel> = {}) => valueBounds(testModel([values], over));

  test('leaves room above the highest value, and puts a line of zeros at the bottom', () => {
    expect(bounds([1, 100, null]).high).toBeGreaterThan(100);
    for (const unit of ['perSecond', 'durationUs', 'bytes', 'count', 'share'] as ChartUnit[]) {
      expect(bounds([0, 0], { unit }).low).toBe(0);
      expect(bounds([0, 0], { unit }).high).toBeGreaterThan(0);
      expect(bounds([null], { unit })).toEqual(bounds([0], { unit }));
    }
  });

  test('a share ends at the whole, negative numbers have room below', () => {
    expect(bounds([0.97], { unit: 'share' }).high).toBe(1);
    expect(bounds([0.1], { unit: 'share' }).high).toBeCloseTo(0.108);
    expect(bounds([1.5], { unit: 'share' }).high).toBeGreaterThan(1.5);
    expect(bounds([-10, 5], { unit: 'number' }).low).toBeLessThan(-10);
  });

  test('a slow call does not press the lines to the ground', () => {
    const exemplars = [{ timeS: 0, value: 90_000, label: '', href: '' }];
    expect(bounds([100], { exemplars }).high).toBeLessThan(100 * 1.7);
    expect(bounds([null], { exemplars }).high).toBeGreaterThan(90_000);
  });

  const units: ChartUnit[] = ['perSecond', 'durationUs', 'bytesPerSecond', 'bytes', 'count', 'share', 'number'];
  const labels = (unit: ChartUnit, high: number, most = 4) =>
    valueTicks(unit, { low: 0, high }, most).map((tick) => formatMark(unit, tick, high));

  test('ticks ascend evenly within the axis, as many as fit, and no two read alike', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...units),
        fc.double({ min: 1e-6, max: 1e13, noNaN: true }),
        fc.integer({ min: 1, max: 9 }),
        (unit, high, most) => {
          const ticks = valueTicks(unit, { low: 0, high }, most);
          expect(ticks[0]).toBe(0);
          expect(ticks.length).toBeLessThanOrEqual(most + 1);
          const step = ticks[1] ?? 0;
          ticks.forEach((tick, at) => {
            expect(tick).toBeCloseTo(at * step, -Math.log10(step || 1) + 6);
            expect(tick).toBeLessThanOrEqual(high * (1 + 1e-9));
          });
          expect(new Set(ticks.map((tick) => formatMark(unit, tick, high))).size).toBe(ticks.length);
        },
      ),
    );
  });

  test('counts have whole marks', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e9, noNaN: true }), fc.integer({ min: 1, max: 9 }), (high, most) => {
        for (const tick of valueTicks('count', { low: 0, high }, most)) expect(Number.isInteger(tick)).toBe(true);
      }),
    );
  });

  test('marks are round in each unit', () => {
    expect(labels('durationUs', 430)).toEqual(['0 µs', '200 µs', '400 µs']);
    expect(labels('durationUs', 1_900_000)).toEqual(['0 µs', '500 ms', '1 s', '1.5 s']);
    expect(labels('durationUs', 200_000_000)).toEqual(['0 µs', '60 s', '2 min', '3 min']);
    expect(labels('durationUs', 3 * 3600e6)).toEqual(['0 µs', '60 min', '2 h', '3 h']);
    expect(labels('bytes', 4_300_000)).toEqual(['0 B', '2 MB', '4 MB']);
    expect(labels('bytesPerSecond', 900)).toEqual(['0 B/s', '500 B/s']);
    expect(labels('share', 1)).toEqual(['0 %', '50 %', '100 %']);
    expect(labels('share', 0.0043)).toEqual(['0 %', '0.2 %', '0.4 %']);
    expect(labels('count', 1.08)).toEqual(['0', '1']);
    expect(valueTicks('number', { low: -10.8, high: 5.4 }, 4)).toEqual([-10, -5, 0, 5]);
  });

  test('marks of one axis have one unit: rare rates that in which its highest is told', () => {
    expect(labels('perSecond', 0.0018)).toEqual(['0 /s', '0.0005 /s', '0.001 /s', '0.0015 /s']);
    expect(labels('perSecond', 1.8 / 3600)).toEqual(['0 /h', '0.5 /h', '1 /h', '1.5 /h']);
    expect(labels('perSecond', 1.8 / 86_400)).toEqual(['0 /d', '0.5 /d', '1 /d', '1.5 /d']);
  });

  test('an axis without a length has the one mark that is certain', () => {
    expect(valueTicks('count', { low: 0, high: 0 }, 4)).toEqual([0]);
    expect(valueTicks('count', { low: 0, high: Number.NaN }, 4)).toEqual([0]);
  });
});

describe('withBefore', () => {
  const words = 'a day earlier';

  test('puts the values of the same series below today’s, whatever their step', () => {
    const today = testModel([[1, 2, 3, 4]], { times: [86_400, 86_460, 86_520, 86_580], fromS: 86_400, toS: 86_640 });
    const earlier = testModel([[10, 20]], { times: [0, 120], fromS: 0, toS: 240 });
    const compared = withBefore(today, earlier, 86_400, words);
    expect(compared.series[0]?.before).toEqual([10, 10, 20, 20]);
    expect(compared.beforeLabel).toBe(words);
  });

  test('a series that was not there before has gaps, and without an answer nothing changes', () => {
    const today = testModel([[1], [2]]);
    expect(withBefore(today, testModel([[7]]), 0, words).series[1]?.before).toEqual([null]);
    expect(withBefore(today, undefined, 0, words)).toBe(today);
  });

  test('a stack of other series than today’s keeps the whole of what it was, which is no sum of a part of it', () => {
    const today = { ...testModel([[1], [2]]), isStacked: true };
    const then = { ...testModel([[7], [8], [9]]), isStacked: true };
    const compared = withBefore(today, then, 0, words);
    expect(stackTotal(compared, new Set())).toEqual({ values: [3], before: [24] });
    expect(stackTotal(compared, new Set([today.series[0]?.key ?? '']))).toEqual({ values: [2], before: [8] });
    expect(valueBounds(compared).high).toBeGreaterThan(24);
    expect(prepareChart(compared, wholeView).lines.at(-1)).toMatchObject({ key: 'total', values: [24] });
  });
});

describe('marks', () => {
  const axis = { fromS: 0, toS: 100, low: 0, high: 10 };
  const marker = (timeS: number) => ({ timeS, label: String(timeS), href: '/' });

  test('no marker of the range is lost, none of another is shown, and no two flags cover each other', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 150 })), (times) => {
        const groups = groupMarkers(times.map(marker), axis, 400);
        const shown = groups.flatMap(({ markers }) => markers.map(({ timeS }) => timeS));
        expect(shown).toEqual(times.filter((time) => time >= 0 && time <= 100).sort((a, b) => a - b));
        for (let at = 1; at < groups.length; at++)
          expect(((groups[at]?.x ?? 0) - (groups[at - 1]?.x ?? 0)) * 400).toBeGreaterThanOrEqual(24 - 1e-6);
      }),
    );
  });

  test('an exemplar above the axis stands at its edge and says so', () => {
    const placed = placeExemplars(
      [5, 40].map((value) => ({ timeS: 50, value, label: '', href: '' })),
      axis,
    );
    expect(placed.map(({ x, y, isBeyond }) => [x, y, isBeyond])).toEqual([
      [0.5, 0.5, false],
      [0.5, 0, true],
    ]);
    expect(placeExemplars([{ timeS: 101, value: 5, label: '', href: '' }], axis)).toEqual([]);
  });
});

describe('CSV', () => {
  const words = { time: 'time', total: 'Total' };

  test('has exact numbers, ISO times, units in the heading, and nothing where nothing is known', () => {
    const model = testModel([[1_234_567.25, null]], { unit: 'durationUs', beforeLabel: 'a week earlier' });
    const series = model.series.map((one) => ({ ...one, label: '=p95, "fast"', before: [null, 0] }));
    const [head, ...lines] = chartCsv({ ...model, series }, words)
      .slice(1)
      .split('\r\n');
    expect(head).toBe('time,"\'=p95, ""fast"" (µs)","\'=p95, ""fast"", a week earlier (µs)"');
    expect(lines).toEqual(['1970-01-01T00:00:00.000Z,1234567.25,', '1970-01-01T00:01:00.000Z,,0', '']);
  });

  test('a stack that had other parts before has a column of their sum, too', () => {
    const model = testModel([[1], [2]], { isStacked: true, totalBefore: [7], beforeLabel: 'a day earlier' });
    expect(chartCsv(model, words).slice(1)).toBe(
      [
        'time,Line a (/s),Line b (/s),Total (/s),"Total, a day earlier (/s)"',
        '1970-01-01T00:00:00.000Z,1,2,3,7',
        '',
      ].join('\r\n'),
    );
  });

  test('a file is named after the chart and its time', () => {
    expect(chartFileName('5xx / 耗时', testModel([[1]]), 'csv')).toBe('5xx-耗时-1970-01-01-00-00.csv');
    expect(chartFileName('…', testModel([[1]]), 'png')).toBe('chart-1970-01-01-00-00.png');
  });
});
