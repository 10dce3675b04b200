'use client';

import type { ExternalToast } from 'sonner';

type Kind = 'success' | 'error' | 'message';

/** Says the result of an action in a corner. The toaster is loaded when the first word is to be said. */
export async function toast(kind: Kind, text: string, options?: ExternalToast): Promise<void> {
  window.dispatchEvent(new Event('routelens:toaster'));
  const sonner = await import('sonner');
  sonner.toast[kind](text, options);
}
