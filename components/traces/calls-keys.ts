/** The keys of the traces tab besides those of every page, as the help writes them. */
export const callsKeys = [
  { action: 'mark', keys: ['x'] },
  { action: 'cell', keys: ['←', '→', '↑', '↓'] },
  { action: 'edge', keys: ['Home', 'End', 'PgUp', 'PgDn'] },
  { action: 'extend', keys: ['Shift-←', 'Shift-→', 'Shift-↑', 'Shift-↓'] },
  { action: 'select', keys: ['Enter', 'Space'] },
  { action: 'clear', keys: ['Esc'] },
] as const;
