import { screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { renderScreen } from '@/components/traces/test-screen';
import type { ChangeListPage } from '@/lib/changes/dto';
import { testChange } from './testing-changes';
import { useChangeMarkers } from './use-change-markers';

const range = { fromMs: 1_790_000_000_000, toMs: 1_790_003_600_000, tickMs: 1 };

function Shown({ routeId }: { routeId?: string }) {
  const markers = useChangeMarkers({ gatewayId: 'prod', range, ...(routeId === undefined ? {} : { routeId }) });
  return (
    <ul>
      {markers.map(({ timeS, label, href }) => (
        <li key={href}>{[timeS, label, href].join(' | ')}</li>
      ))}
    </ul>
  );
}

function answer(page: ChangeListPage): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    return Response.json(page);
  });
  return asked;
}
afterEach(() => vi.unstubAllGlobals());

const change = testChange({ id: 'c1', at: range.fromMs + 1500, actor: 'alice' });

test('a marker says what was changed, on what and by whom, and leads to the change', async () => {
  const asked = answer({ rows: [change], next: null, total: 1, actors: [] });
  renderScreen(<Shown routeId="orders" />);
  const marker = await screen.findByRole('listitem');
  expect(marker).toHaveTextContent(/^1790000001\.5 \| .+ · .+ · by alice \| \/prod\/changes\/c1$/);
  const search = new URL(asked[0] ?? '', 'http://console').searchParams;
  expect(Object.fromEntries(search)).toMatchObject({
    route: 'orders',
    from: String(range.fromMs),
    to: String(range.toMs),
  });
});

test('changes beyond the first hundred are not left out silently', async () => {
  answer({ rows: [change], next: 'c1', total: 240, actors: [] });
  renderScreen(<Shown />);
  const [rest] = await screen.findAllByRole('listitem');
  expect(rest).toHaveTextContent(
    `${range.fromMs / 1000} | 239 earlier changes in this range, not marked | /prod/changes?since=${range.fromMs}&until=${range.toMs}`,
  );
});
