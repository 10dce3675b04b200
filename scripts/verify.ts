import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { browserPath } from './browser';
import { installPackage } from './debian-package';
import { type BrowserReport, browserTestTroubles, type Troubles, unitTestTroubles } from './failed-tests';
import { run, runAndRead } from './processes';

/**
 * `npm run verify`: every check, one after the other, also after one has failed, so that one run tells all.
 * The last line counts them: a check with tests of its own counts by those, any other counts as one.
 */

type Counts = {
  passed: number;
  failed: number;
  /** Of a check with tests. What passed only when tried again, as CI does once, counts as passed and is named. */
  troubles?: Troubles;
};

const scratch = mkdtempSync(join(tmpdir(), 'routelens-verify-'));
const asOne = (code: number): Counts => (code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

const checks: { name: string; run: () => Promise<Counts> }[] = [
  { name: 'lint', run: async () => asOne(await run('npx', ['biome', 'ci', '.'])) },
  { name: 'types', run: async () => asOne(await run('npm', ['run', '--silent', 'typecheck'])) },
  { name: 'docs', run: async () => asOne(await run('npm', ['run', '--silent', 'docs:check'])) },
  { name: 'unit and component tests', run: unitTests },
  { name: 'contract of the sandbox', run: contract },
  {
    name: 'route-match',
    run: async () =>
      asOne(await run('npm', ['run', '--silent', 'route-match', '--', 'test/fixtures/router/router-tables.json'])),
  },
  {
    name: 'build',
    run: async () => asOne(await run('npm', ['run', '--silent', 'build'], { NEXT_TELEMETRY_DISABLED: '1' })),
  },
  { name: 'first-load JS', run: async () => asOne(await run('npm', ['run', '--silent', 'bundle:check'])) },
  { name: 'end to end', run: endToEnd },
];

const total: Counts = { passed: 0, failed: 0 };
const summary: string[] = [];
for (const check of checks) {
  console.log(`\n── ${check.name}`);
  const startedAt = Date.now();
  const counts: Counts = await check.run().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    return { passed: 0, failed: 1 };
  });
  total.passed += counts.passed;
  total.failed += counts.failed;
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  summary.push(
    `${counts.failed === 0 ? 'ok    ' : 'FAILED'}  ${check.name}: ${counts.passed} passed, ${counts.failed} failed (${seconds} s)`,
    ...(counts.troubles?.failed ?? []).map((line) => `        ${line}`),
    ...(counts.troubles?.flaky ?? []).map((line) => ` flaky: ${line}`),
  );
}
rmSync(scratch, { recursive: true, force: true });
console.log(`\n${summary.join('\n')}\n`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

async function unitTests(): Promise<Counts> {
  // The record of changes is held to one contract on both databases; without PostgreSQL that half is skipped.
  install('postgresql', '/usr/lib/postgresql');
  const file = join(scratch, 'vitest.json');
  const code = await run('npx', ['vitest', 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`]);
  const report: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const { numPassedTests, numFailedTests, numFailedTestSuites } = report as Record<string, number>;
  const failed = (numFailedTests ?? 0) || (numFailedTestSuites ?? 0) || (code === 0 ? 0 : 1);
  return { passed: numPassedTests ?? 0, failed, troubles: unitTestTroubles(report) };
}

async function contract(): Promise<Counts> {
  // The PromQL of the sandbox is compared with a real Prometheus; without one that suite says that it was skipped.
  install('prometheus', '/usr/bin/prometheus');
  const { code, output } = await runAndRead('npm', ['run', '--silent', 'contract']);
  const counts = /(\d+) passed, (\d+) failed\s*$/.exec(output);
  if (!counts) return { passed: 0, failed: 1 };
  const failed = Number(counts[2]);
  return { passed: Number(counts[1]), failed: code !== 0 && failed === 0 ? 1 : failed };
}

/** Checks that need a package say that they were skipped where it cannot be had. */
function install(name: string, path: string): void {
  try {
    installPackage(name, path);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
  }
}

async function endToEnd(): Promise<Counts> {
  const file = join(scratch, 'playwright.json');
  const code = await run('npx', ['playwright', 'test', '--reporter=list,json'], {
    CHROMIUM_PATH: browserPath(),
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  });
  const report = JSON.parse(readFileSync(file, 'utf8')) as BrowserReport & { stats: Record<string, number> };
  const { expected = 0, unexpected = 0, flaky = 0 } = report.stats;
  return {
    passed: expected + flaky,
    failed: code !== 0 && unexpected === 0 ? 1 : unexpected,
    troubles: browserTestTroubles(report),
  };
}
