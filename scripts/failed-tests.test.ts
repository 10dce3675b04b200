import { expect, test } from 'vitest';
import { failedBrowserTests, failedUnitTests } from './failed-tests';

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
    ],
  };
  expect(failedUnitTests(report)).toEqual([
    'lib/x/sum.test.ts › takes away: expected 1 to be 2',
    'lib/x/broken.test.ts › did not run: no such module',
  ]);
});

test('each failed test in the browser is named, however deep it stands', () => {
  const spec = (title: string, ok: boolean) => ({
    title,
    ok,
    tests: [{ results: [{ error: { message: `${title}!` } }] }],
  });
  const inner = { specs: [spec('inner', false)], suites: [] };
  const report = { suites: [{ file: 'a.spec.ts', specs: [spec('fine', true), spec('bad', false)], suites: [inner] }] };
  expect(failedBrowserTests(report)).toEqual(['a.spec.ts › bad: bad!', 'a.spec.ts › inner: inner!']);
});
