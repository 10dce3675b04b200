/** Sentences in a row; what is missing is left out. A space parts two of them, except after a full-width stop, which has its own. */
export function joinSentences(sentences: readonly (string | null | undefined)[]): string {
  return sentences
    .filter((sentence) => sentence)
    .join(' ')
    .replace(/([。！？；]) /gu, '$1');
}
