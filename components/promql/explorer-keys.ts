/** The keys of the explorer, as the help and the documents list them. */
export const explorerKeys = [
  { action: 'run', keys: ['Ctrl-Enter', '⌘Enter'] },
  { action: 'focus', keys: ['/'] },
  { action: 'complete', keys: ['Ctrl-Space'] },
  { action: 'leave', keys: ['Esc'] },
] as const;
