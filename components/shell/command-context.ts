'use client';

import { createContext, use } from 'react';

export type CommandLayer = 'palette' | 'shortcuts';
export type Commands = { open: (layer: CommandLayer) => void };

export const CommandContext = createContext<Commands>({ open: () => undefined });

/** Opens the command palette or the list of shortcuts from anywhere. */
export function useCommands(): Commands {
  return use(CommandContext);
}
