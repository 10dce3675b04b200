/** What the page's own keys do; those of the tree itself are in `tree-keys.ts`. */
export const timelineActions = [
  { action: 'search', keys: ['/'] },
  { action: 'next', keys: ['n'] },
  { action: 'previous', keys: ['N'] },
  { action: 'matches', keys: ['m'] },
  { action: 'errors', keys: ['e'] },
  { action: 'nextError', keys: ['x'] },
  { action: 'critical', keys: ['c'] },
  { action: 'flame', keys: ['f'] },
  { action: 'topology', keys: ['t'] },
  { action: 'hops', keys: ['h'] },
  { action: 'fewerLevels', keys: ['['] },
  { action: 'moreLevels', keys: [']'] },
  { action: 'narrower', keys: ['<'] },
  { action: 'wider', keys: ['>'] },
  { action: 'zoomIn', keys: ['+', '='] },
  { action: 'zoomOut', keys: ['-', '_'] },
  { action: 'panLeft', keys: ['Shift+ArrowLeft'] },
  { action: 'panRight', keys: ['Shift+ArrowRight'] },
  { action: 'zoomToSpan', keys: ['z'] },
  { action: 'whole', keys: ['0'] },
  { action: 'back', keys: ['b'] },
] as const;

/** Those of the tree that the help names together; `tree-keys.ts` has what each does. */
export const treeKeys = ['←', '→', 'Space'] as const;

export type TimelineAction = (typeof timelineActions)[number]['action'];

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** The action of a key; null: it has none here. Shift counts only where a name says so: it also writes `+` and `N`. */
export function actionOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Key): TimelineAction | null {
  if (ctrlKey || metaKey || altKey) return null;
  const name = key.startsWith('Arrow') && shiftKey ? `Shift+${key}` : key;
  return timelineActions.find(({ keys }) => keys.some((one) => one === name))?.action ?? null;
}

const shownKeys: Record<string, string> = { 'Shift+ArrowLeft': 'Shift-←', 'Shift+ArrowRight': 'Shift-→' };

/** Each action with its keys as the help writes them. */
export function listedKeys(): { action: TimelineAction; keys: string[] }[] {
  return timelineActions.map(({ action, keys }) => ({ action, keys: [shownKeys[keys[0]] ?? keys[0]] }));
}
