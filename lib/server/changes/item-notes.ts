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
          for (const { changeId, position, values } of notes)
            await transaction
              .updateTable('change_items')
              .set(values)
              .where('change_id', '=', changeId)
              .where('position', '=', position)
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
