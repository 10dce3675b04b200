/** What a suite reports: how many recorded answers fit, and why the others do not. */
export type SuiteResult = {
  passed: number;
  failed: { name: string; why: string }[];
  /** Why nothing was compared. */
  skipped?: string;
};
type Suite = { run: () => Promise<SuiteResult> };

/** Each file beside this one exports `run`. */
const suites = ['apisix', 'deepflow-sql', 'deepflow-services', 'tracing', 'prom-samples', 'promql'];

let passed = 0;
let failed = 0;
for (const name of suites) {
  const startedAt = Date.now();
  const suite = (await import(new URL(`./${name}.ts`, import.meta.url).href)) as Suite;
  const result = await suite.run();
  const failures = [...result.failed];
  if (result.skipped !== undefined) {
    console.log(`${name}: skipped, nothing was compared: ${result.skipped}`);
  } else {
    if (result.passed + failures.length === 0) failures.push({ name: 'the suite', why: 'compared nothing' });
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    console.log(`${name}: ${result.passed} passed, ${failures.length} failed (${seconds} s)`);
  }
  for (const failure of failures) console.log(`${name}: ${failure.name}: ${failure.why}`);
  passed += result.passed;
  failed += failures.length;
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
