import { expect, test } from 'vitest';
import { browserTestTroubles, unitTestTroubles } from './failed-tests';

test('each failed unit test is named with how its failure begins', () => {
  const passed = { status: 'passed', fullName: 'adds' };
  const failed = {
    status: 'failed',
    fullName: 'takes away',
    failureMessages: ['\u001b[31mexpected 1\n  to be 2'],
  };
  const report = {
    testResults: [
      { name: '/a/lib/x/sum.test.ts', status: 'failed', assertionResults: [passed, failed] },
      { name: '/a/lib/x/broken.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
      { name: '/a/lib/x/fine.test.ts', status: 'passed', assertionResults: [passed] },
      { name: '/a/lib/x/race.test.ts', status: 'passed', assertionResults: [{ ...failed, status: 'passed' }] },
    ],
  };
  expect(unitTestTroubles(report)).toEqual({
    failed: [
      'lib/x/sum.test.ts › takes away: expected 1 to be 2',
      'lib/x/broken.test.ts › did not run: no such module',
    ],
    flaky: ['lib/x/race.test.ts › takes away: expected 1 to be 2'],
  });
});

test('each failed test in the browser is named, however deep it stands', () => {
  const spec = (title: string, status: 'expected' | 'unexpected' | 'flaky') => ({
    title,
    ok: status !== 'unexpected',
    tests: [{ status, results: [{ error: { message: `${title}!` } }] }],
  });
  const inner = { specs: [spec('inner', 'unexpected'), spec('race', 'flaky')], suites: [] };
  const outer = [spec('fine', 'expected'), spec('bad', 'unexpected')];
  const report = { suites: [{ file: 'a.spec.ts', specs: outer, suites: [inner] }] };
  expect(browserTestTroubles(report)).toEqual({
    failed: ['a.spec.ts › bad: bad!', 'a.spec.ts › inner: inner!'],
    flaky: ['a.spec.ts › race: race!'],
  });
});
