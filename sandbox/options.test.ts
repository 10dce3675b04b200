import { describe, expect, it } from 'vitest';
import { OptionError, sandboxOptions } from '@/sandbox/options';

describe("the sandbox's command line", () => {
  it('runs everything with traffic unless told otherwise', () => {
    const all = { empty: false, traffic: true, routes: 0, only: null, dataDir: null };
    expect(sandboxOptions([])).toEqual(all);
    expect(sandboxOptions(['--empty'])).toEqual({ ...all, empty: true, traffic: false });
    expect(sandboxOptions(['--no-traffic', '--routes', '500'])).toEqual({ ...all, traffic: false, routes: 500 });
  });

  it('runs DeepFlow alone, in a folder if one is given', () => {
    expect(sandboxOptions(['--only', 'deepflow'])).toMatchObject({ only: 'deepflow', dataDir: null });
    expect(sandboxOptions(['--only=deepflow', '--data', '/tmp/x'])).toMatchObject({ dataDir: '/tmp/x' });
  });

  it.each([['--help'], ['-h'], ['--only', 'deepflow', '--help']])('explains itself: %s', (...args) => {
    expect(sandboxOptions(args)).toBe('help');
  });

  it.each([
    [['--onyl', 'deepflow'], "Unknown option '--onyl'"],
    [['--only', 'apisix'], 'only "deepflow" runs alone'],
    [['--only', 'deepflow', '--routes', '5'], '--routes is for the whole sandbox'],
    [['--only', 'deepflow', '--empty'], '--empty is for the whole sandbox'],
    [['--data', '/tmp/x'], '--data is for --only deepflow'],
    [['--only', 'deepflow', '--data', ''], 'needs a folder'],
    [['--only'], "'--only <value>' argument missing"],
    [['--routes', 'many'], 'not a number of routes'],
    [['deepflow'], "Unexpected argument 'deepflow'"],
  ])('refuses %j in one line', (args, text) => {
    expect(() => sandboxOptions(args)).toThrow(OptionError);
    expect(() => sandboxOptions(args)).toThrow(text);
    expect(() => sandboxOptions(args)).toThrow(/^[^\n]*$/);
  });
});
