/** Headers of an answer in their order and spelling; names are compared without case. */
export class ResponseHeaders {
  readonly #values = new Map<string, { name: string; values: string[] }>();

  get(name: string): string | undefined {
    return this.#values.get(name.toLowerCase())?.values.join(', ');
  }

  set(name: string, value: string | number): void {
    this.#values.set(name.toLowerCase(), { name, values: [clean(value)] });
  }

  add(name: string, value: string | number): void {
    this.addRaw(name, clean(value));
  }

  /** A value that has been read from the wire, bytes as Latin-1. */
  addRaw(name: string, value: string): void {
    const present = this.#values.get(name.toLowerCase());
    if (present === undefined) this.#values.set(name.toLowerCase(), { name, values: [value] });
    else present.values.push(value);
  }

  delete(name: string): void {
    this.#values.delete(name.toLowerCase());
  }

  /** In the form of `ServerResponse.writeHead`. */
  toRecord(): Record<string, string | string[]> {
    return Object.fromEntries(
      [...this.#values.values()].map(({ name, values }) => [name, values.length === 1 ? (values[0] ?? '') : values]),
    );
  }
}

/** nginx escapes what would end a header's line; Node throws at it. */
function clean(value: string | number): string {
  return Buffer.from(String(value), 'utf8')
    .toString('latin1')
    .replace(/[^\t\x20-\x7e\x80-\xff]/g, '');
}
