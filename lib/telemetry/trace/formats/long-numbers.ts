/** Keys whose numbers may be beyond 2^53: tags of Jaeger, integers and times of OTLP. */
const longNumber = /"((?:int_?[Vv]|v)alue|\w*[Nn]ano)"(\s*:\s*)(-?\d{16,})(?=\s*[,}])/g;
/** Whether there may be one: a small test, since nearly all files have none. Jaeger's times are of 16 digits. */
const mayHave = /[eo]"\s*:\s*-?(?:\d{17}|9\d{15})/;

/**
 * A JSON text with the long numbers of such keys as texts, so that `JSON.parse` makes up no digits: the readers take
 * either. A quote after a letter is never escaped, and one before a colon ends a key, so that nothing within a text of the
 * file is touched.
 */
export function withLongNumbersAsTexts(text: string): string {
  return mayHave.test(text) ? text.replace(longNumber, '"$1"$2"$3"') : text;
}
