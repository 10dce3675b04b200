import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type ReactNode, useState } from 'react';
import { expect, test } from 'vitest';
import { renderScreen } from '@/components/traces/test-screen';
import { Dialog } from './dialog';

function Opener({ children }: { children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button onClick={() => setOpen(true)} type="button">
        Open it
      </button>
      {isOpen ? (
        <Dialog onOpenChange={setOpen} open title="A dialog">
          {children}
        </Dialog>
      ) : null}
    </>
  );
}

test('a dialog that closes gives the focus back to where it was', async () => {
  renderScreen(<Opener>inside</Opener>);
  screen.getByRole('button', { name: 'Open it' }).focus();
  await userEvent.keyboard('{Enter}');
  expect(await screen.findByRole('button', { name: 'Close' })).toHaveFocus();
  await userEvent.keyboard('{Escape}');
  await waitFor(() => expect(screen.getByRole('button', { name: 'Open it' })).toHaveFocus());
});

test('it does so, too, where a field in it took the focus by itself', async () => {
  renderScreen(
    <Opener>
      {/* biome-ignore lint/a11y/noAutofocus: as the command palette has it. */}
      <input aria-label="Find" autoFocus />
    </Opener>,
  );
  screen.getByRole('button', { name: 'Open it' }).focus();
  await userEvent.keyboard('{Enter}');
  expect(await screen.findByRole('textbox', { name: 'Find' })).toHaveFocus();
  await userEvent.keyboard('{Escape}');
  await waitFor(() => expect(screen.getByRole('button', { name: 'Open it' })).toHaveFocus());
});
