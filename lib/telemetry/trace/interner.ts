/** A table of texts, each once: what is drawn holds places in it. */
export class Interner {
  readonly texts: string[] = [];
  readonly #places = new Map<string, number>();

  place(text: string): number {
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    const place = this.texts.length;
    this.texts.push(text);
    this.#places.set(text, place);
    return place;
  }
}
