import 'server-only';
import { processWide } from './process-wide';

/** What stands in the place of a secret, on the screen and in logs. */
export const masked = '********';

const known = processWide('secrets', () => new Set<string>());

/**
 * A value that cannot be printed by accident: string conversion, JSON and console output all show a mask.
 * `reveal()` is called in one place only, where a request's header is made.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    known.add(value);
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return masked;
  }

  toJSON(): string {
    return masked;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return masked;
  }
}

/** Takes every secret of the configuration out of a text that comes from elsewhere (an upstream may echo a key). */
export function maskSecrets(text: string): string {
  let result = text;
  for (const value of known) if (value !== '') result = result.replaceAll(value, masked);
  return result;
}
