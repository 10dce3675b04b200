import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Each test file has a folder of its own for the console's data, made when something is kept. */
const folder = join(tmpdir(), `routelens-test-${process.pid}-${Math.random().toString(36).slice(2)}`);
process.env.ROUTELENS_DATA_DIR = folder;
afterAll(() => rmSync(folder, { recursive: true, force: true }));
