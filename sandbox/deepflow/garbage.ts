import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const quietMs = 3_000;

/** Gives the memory of a large load back when no other follows: by itself the engine keeps it until it needs it again. */
export class Garbage {
  #timer: NodeJS.Timeout | null = null;

  collectSoon(): void {
    this.close();
    this.#timer = setTimeout(collect, quietMs).unref();
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

function collect(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
