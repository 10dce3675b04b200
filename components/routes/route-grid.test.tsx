import { fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { answerReads, forgetAnswers, loadParts, show } from './testing-list';

const router = vi.hoisted(() => ({ push: () => undefined }));
vi.mock('next/navigation', () => ({
  useRouter: () => router,
  usePathname: () => '/g/routes',
  useSearchParams: () => new URLSearchParams(),
}));
// A part that each row draws once, whatever its columns are: what is drawn again is noted.
const drawn = vi.hoisted(() => [] as string[]);
vi.mock('./route-row-menu', () => ({
  RouteRowMenu: ({ route }: { route: { id: string } }) => {
    drawn.push(route.id);
    return null;
  },
}));

beforeAll(loadParts, 60_000);
beforeEach(answerReads);
afterEach(forgetAnswers);

test('when the focus moves, no other row is drawn again', async () => {
  show();
  await screen.findByText(/^Numbers from calls/);
  // The rows beyond the edge come when the page is idle.
  await screen.findByText('route 20');
  const first = screen.getByText('route 0').closest<HTMLElement>('[role=row]');
  drawn.length = 0;
  fireEvent.keyDown(first as HTMLElement, { key: 'ArrowDown' });
  expect(drawn).toEqual(['r0', 'r1']);
});
