const longest = 64;
const most = 100_000;

/** Keeps one copy of short texts that a file repeats for every span: names of attributes, methods, codes. */
export class TextPool {
  readonly #texts = new Map<string, string>();

  keep(text: string): string {
    if (text.length > longest) return text;
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    if (this.#texts.size < most) this.#texts.set(text, text);
    return text;
  }
}
