/** The keys of a profile, as the help and the documents list them. */
export const profileKeys = [
  { action: 'search', keys: ['/'] },
  { action: 'next', keys: ['n'] },
  { action: 'previous', keys: ['N'] },
  { action: 'level', keys: ['↑', '↓'] },
  { action: 'neighbour', keys: ['←', '→'] },
  { action: 'root', keys: ['Home'] },
  { action: 'zoom', keys: ['Enter'] },
  { action: 'reset', keys: ['Esc'] },
] as const;

type PageAction = 'search' | 'next' | 'previous' | 'reset';

/** The actions whose keys work wherever the focus is on the page; null: the key has none there. */
export function pageActionOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): PageAction | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  switch (event.key) {
    case '/':
      return 'search';
    case 'n':
      return 'next';
    case 'N':
      return 'previous';
    case 'Escape':
      return 'reset';
    default:
      return null;
  }
}
