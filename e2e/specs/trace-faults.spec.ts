import type { APIRequestContext } from '@playwright/test';
import type { DeepflowFault } from '@/e2e/faulty-deepflow';
import { expect, test } from '@/e2e/fixtures';
import { consolePort, faultyDeepflowConsolePort, faultyDeepflowPort } from '@/e2e/ports';
import { callTo, type TracedRoute, tracedRoute } from '@/e2e/traced-route';

const setFault = (request: APIRequestContext, fault: DeepflowFault) =>
  request.post(`http://127.0.0.1:${faultyDeepflowPort}/fault`, { data: fault });

test.use({ baseURL: `http://127.0.0.1:${faultyDeepflowConsolePort}` });

let traced: TracedRoute;
/** Spans of the trace when all is well. */
let whole = 0;

test.beforeAll(async ({ request }) => {
  await setFault(request, 'fine');
  traced = await tracedRoute(request, 'e2e-faulty', ['p/1']);
  const answer = await request.get(`http://127.0.0.1:${consolePort}/api/default/traces/${callTo(traced, 'p/1').id}`);
  whole = ((await answer.json()) as { spans: unknown[] }).spans.length;
  expect(whole).toBeGreaterThan(10);
});
test.afterEach(({ request }) => setFault(request, 'fine'));

for (const [fault, words] of [
  ['down', /The tracing service gave no answer: .*What is shown was read row by row|What is shown was read row by row/],
  ['empty', /The tracing service found no trace for this call\. What is shown was read row by row/],
] as const) {
  test(`tracing service ${fault}: the trace is shown from its rows, and says so`, async ({
    page,
    request,
    tracePage,
  }) => {
    await setFault(request, fault);
    await tracePage.goto(callTo(traced, 'p/1').id);
    await expect(page.getByText(words)).toBeVisible();
    for (const kind of ['A', 'S', 'N'] as const)
      expect(await tracePage.spans(kind).count(), `spans of kind ${kind}`).toBeGreaterThan(0);
    await expect(tracePage.rows().filter({ hasText: `GET /${traced.id}/*` })).toHaveCount(1);
    await expect(tracePage.way).toContainText('upstream');
  });
}

for (const [fault, status] of [
  ['partial', 206],
  ['failed', 500],
] as const) {
  test(`tracing service answers ${status} with data: the data are used, and the failure is named`, async ({
    page,
    request,
    tracePage,
  }) => {
    await setFault(request, fault);
    await tracePage.goto(callTo(traced, 'p/1').id);
    await expect(page.getByText(/A query behind this trace failed.*e2e: a query timed out/)).toBeVisible();
    expect(await tracePage.count()).toBeGreaterThanOrEqual(whole);
  });
}

test('a trace that a row limit cut says how much of it is shown, and reads the rest when asked', async ({
  page,
  request,
  tracePage,
}) => {
  await setFault(request, 'cut');
  await tracePage.goto(callTo(traced, 'p/1').id);
  await expect(page.getByText(/A row limit cut this trace: \d+ of \d+ spans are shown/)).toBeVisible();
  const before = await tracePage.count();
  expect(before).toBeLessThan(whole);
  await page.getByRole('button', { name: /^Read the remaining \d+ rows?$/ }).click();
  await expect(page).toHaveURL(/rows=all/);
  await expect.poll(() => tracePage.count()).toBeGreaterThanOrEqual(whole);
  await expect(page.getByText(/that the tracing service left out came from the querier/)).toBeVisible();
  await page.goBack();
  await expect.poll(() => tracePage.count()).toBe(before);
});

test('null in every field that may be null is a trace all the same', async ({ request, tracePage }) => {
  await setFault(request, 'nulls');
  await tracePage.goto(callTo(traced, 'p/1').id);
  expect(await tracePage.count()).toBeGreaterThanOrEqual(whole);
});

test.describe('when the querier fails', () => {
  test.use({ expectedErrors: [/Failed to load resource/] });

  test('an answer of two JSON documents is a problem with the querier’s own words, and a retry that works', async ({
    page,
    request,
    tracePage,
  }) => {
    await setFault(request, 'panic');
    await page.goto(`/default/traces/${callTo(traced, 'p/1').id}`);
    const problem = page.getByRole('alert').filter({ hasText: 'e2e: index out of range' });
    await expect(problem).toBeVisible();
    await setFault(request, 'fine');
    await problem.getByRole('button', { name: /Try again/ }).click();
    await expect(tracePage.waterfall).toBeVisible();
  });

  test('null instead of an empty list is no calls, with the reason', async ({ page, request, routePage }) => {
    await setFault(request, 'null-values');
    await routePage.goto(traced.id, 'traces');
    await expect(page.getByText('DeepFlow sees nothing of this gateway').first()).toBeVisible();
    await expect(page.locator('[data-slot=problem-panel]')).toHaveCount(0);
  });
});
