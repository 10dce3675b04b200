import 'server-only';
import type { Kysely } from 'kysely';
import type { ChangeItemsTable, Tables } from '@/lib/server/db/schema';
import { nextTurn } from '@/lib/server/next-turn';

type Note = {
  changeId: string;
  position: number;
  values: Partial<ChangeItemsTable>;
  resolve: () => void;
  reject: (error: unknown) => void;
};

/**
 * Writes down what becomes of items. Each commit waits for the disk, and a bulk change notes each item twice, so what
 * is noted while a commit is under way, or in the same turn, is committed together.
 */
export function itemNotes(db: Kysely<Tables>) {
  const waiting: Note[] = [];
  let isDraining = false;

  async function drain(): Promise<void> {
    await nextTurn();
    while (waiting.length > 0) {
      const notes = waiting.splice(0);
      try {
        await db.transaction().execute(async (transaction) => {
          for (const { changeId, positions, values } of together(notes))
            await transaction
              .updateTable('change_items')
              .set(values)
              .where('change_id', '=', changeId)
              .where('position', 'in', positions)
              .execute();
        });
        for (const { resolve } of notes) resolve();
      } catch (error) {
        for (const { reject } of notes) reject(error);
      }
    }
    isDraining = false;
  }

  return (changeId: string, position: number, values: Partial<ChangeItemsTable>): Promise<void> => {
    if (Object.keys(values).length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      waiting.push({ changeId, position, values, resolve, reject });
      if (isDraining) return;
      isDraining = true;
      void drain();
    });
  };
}

/** What is noted of many items alike, as a bulk change does, is one statement. */
function together(notes: readonly Note[]): { changeId: string; positions: number[]; values: Note['values'] }[] {
  const groups = new Map<string, { changeId: string; positions: number[]; values: Note['values'] }>();
  const noted = new Set<string>();
  for (const { changeId, position, values } of notes) {
    // Two notes of one item keep their order: the second begins a group of its own.
    const item = `${changeId} ${position}`;
    const key = `${changeId} ${JSON.stringify(values)}${noted.has(item) ? ` after ${groups.size}` : ''}`;
    noted.add(item);
    const group = groups.get(key);
    if (group) group.positions.push(position);
    else groups.set(key, { changeId, positions: [position], values });
  }
  return [...groups.values()];
}
