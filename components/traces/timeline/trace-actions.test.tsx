import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { renderScreen } from '@/components/traces/test-screen';
import { toast } from '@/components/ui/toast';
import { LocalTraceEngine } from '@/lib/telemetry/trace/local-engine';
import { testOpened } from './test-opened';
import { TraceActions } from './trace-actions';

vi.mock('@/components/ui/toast', () => ({ toast: vi.fn() }));

test.each([
  [0, 'Link copied'],
  [3, expect.stringMatching(/^Link copied\. It has no room for 3 rows/)],
])('a copied link says how many of the foldings it has no room for: %i', async (lostFolds, words) => {
  HTMLElement.prototype.hidePopover ??= () => undefined;
  vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText: async () => undefined } });
  renderScreen(<TraceActions engine={new LocalTraceEngine()} lostFolds={lostFolds} opened={testOpened([])} />);
  const trigger = screen.getByRole('button', { name: 'Actions of this trace' });
  const menu = document.getElementById(trigger.getAttribute('popovertarget') ?? '') as HTMLElement;
  fireEvent(menu, Object.assign(new Event('beforetoggle'), { newState: 'open' }));
  fireEvent.click(screen.getByText('Copy link to this view'));
  await waitFor(() => expect(toast).toHaveBeenLastCalledWith('success', words));
  vi.unstubAllGlobals();
});
