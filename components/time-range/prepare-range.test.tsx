import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatTimeRange } from '@/lib/telemetry/time-range';
import { movedRange, readRangeInput, widenedRange } from './prepare-range';
import { keepTimeRange } from './time-range-params';
import { fromZonedInput, toZonedInput, zoneOffset } from './zoned-input';

const zones = ['UTC', 'Asia/Shanghai', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia'];
const hour = 3_600_000;

describe('fields in the viewer’s zone', () => {
  test('what a field shows is read back as the same second, in any zone', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 1_577_836_800, max: 1_893_456_000 }), (zone, second) => {
        const text = toZonedInput(second * 1000, zone);
        const back = fromZonedInput(text, zone);
        // When clocks go back an hour comes twice, and a field cannot say which: the first is taken.
        expect(back === null ? null : toZonedInput(back, zone)).toBe(text);
        expect(second * 1000 - (back ?? 0)).toBeGreaterThanOrEqual(0);
        expect(second * 1000 - (back ?? 0)).toBeLessThanOrEqual(hour);
      }),
    );
  });

  test('knows both sides of a change of the clocks', () => {
    expect(fromZonedInput('2026-03-29T01:59:59', 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 29, 0, 59, 59));
    expect(fromZonedInput('2026-03-29T02:30', 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 29, 1, 30));
    expect(fromZonedInput('2026-03-29T03:00', 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 29, 1, 0));
    expect(fromZonedInput('2026-10-25T02:30', 'Europe/Berlin')).toBe(Date.UTC(2026, 9, 25, 0, 30));
  });

  test('what is no date is refused', () => {
    for (const text of ['', 'tomorrow', '2026-02-30T10:00', '2026-1-1T10:00']) {
      expect(fromZonedInput(text, 'UTC')).toBeNull();
    }
  });

  test('names the zone by its offset at that moment', () => {
    expect(zoneOffset(Date.UTC(2026, 0, 1), 'Asia/Shanghai')).toBe('UTC+8');
    expect(zoneOffset(Date.UTC(2026, 0, 1), 'America/St_Johns')).toBe('UTC−3:30');
    expect(zoneOffset(Date.UTC(2026, 6, 1), 'Europe/Berlin')).toBe('UTC+2');
    expect(zoneOffset(Date.UTC(2026, 6, 1), 'UTC')).toBe('UTC');
  });
});

describe('readRangeInput', () => {
  test('gives the fixed range of two dates', () => {
    expect(readRangeInput('2026-01-01T08:00', '2026-01-01T09:00:30', 'Asia/Shanghai')).toEqual({
      from: { kind: 'at', ms: Date.UTC(2026, 0, 1, 0, 0) },
      to: { kind: 'at', ms: Date.UTC(2026, 0, 1, 1, 0, 30) },
    });
  });

  test('says what is wrong', () => {
    expect(readRangeInput('', '2026-01-01T09:00', 'UTC')).toEqual({ error: 'notADate' });
    expect(readRangeInput('2026-01-01T09:00', '2026-01-01T09:00', 'UTC')).toEqual({ error: 'endFirst' });
    expect(readRangeInput('2026-01-01T09:00', '2026-03-01T09:00', 'UTC')).toEqual({ error: 'tooLong' });
  });
});

describe('moving a range', () => {
  const now = Date.UTC(2026, 0, 1, 12);
  const range = { fromMs: now - 2 * hour, toMs: now - hour };

  test('goes earlier by half its length and back again', () => {
    expect(formatTimeRange(movedRange(range, -0.5, now))).toEqual({
      from: String(now - 2.5 * hour),
      to: String(now - 1.5 * hour),
    });
    expect(formatTimeRange(movedRange(range, 0.5, now))).toEqual({
      from: String(now - 1.5 * hour),
      to: String(now - 0.5 * hour),
    });
  });

  test('never passes into the future and keeps its length', () => {
    expect(formatTimeRange(movedRange({ fromMs: now - hour, toMs: now }, 0.5, now))).toEqual({
      from: String(now - hour),
      to: String(now),
    });
    expect(formatTimeRange(widenedRange({ fromMs: now - hour, toMs: now }, now))).toEqual({
      from: String(now - 2 * hour),
      to: String(now),
    });
  });
});

test('a link keeps the time range and its own parameters, and nothing else', () => {
  const current = new URLSearchParams('from=now-3h&refresh=30s&path=%2Forders&span=1');
  expect(keepTimeRange('/prod/routes/1/logs', current)).toBe('/prod/routes/1/logs?from=now-3h&refresh=30s');
  expect(keepTimeRange('/prod/traces/7', current, { route: 'a&b' })).toBe(
    '/prod/traces/7?route=a%26b&from=now-3h&refresh=30s',
  );
  expect(keepTimeRange('/prod', new URLSearchParams())).toBe('/prod');
});
