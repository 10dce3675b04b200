/**
 * The places of the brackets of a JSON text from one on that lies outside of the texts in it, for what has to know where a
 * value ends before it can be parsed. No text is too long for it, and one that does not end is looked through once.
 */
export function* bracketsFrom(json: string, from: number): Generator<number> {
  const mark = /["{}[\]]/g;
  mark.lastIndex = from;
  while (mark.test(json)) {
    const at = mark.lastIndex - 1;
    if (json[at] === '"') mark.lastIndex = endOfText(json, at + 1);
    else yield at;
  }
}

/** Behind the quote that closes a text; for one that does not end, the end of all. */
function endOfText(json: string, from: number): number {
  for (let at = json.indexOf('"', from); at >= 0; at = json.indexOf('"', at + 1)) {
    let escapes = 0;
    while (json[at - escapes - 1] === '\\') escapes++;
    if (escapes % 2 === 0) return at + 1;
  }
  return json.length;
}
