import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Settings of a console that keeps its data only as long as this process lives, whatever the environment says. */
export function scratchData(): { ROUTELENS_DATA_DIR: string; DATABASE_URL: string; DATABASE_URL_FILE: string } {
  const folder = mkdtempSync(join(tmpdir(), 'routelens-data-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return { ROUTELENS_DATA_DIR: folder, DATABASE_URL: '', DATABASE_URL_FILE: '' };
}
