// Which texts can stand in a statement; for the schema of the configuration too, which runs outside the server.

/**
 * Without white space no text can contain, or make up together with its neighbours, `WITH x AS (`; the other two
 * words are named. Anything else is safe between quotes.
 */
export function isQuotable(text: string): boolean {
  return (
    /^[\x21-\x7e\u0080-\u{10ffff}]*$/u.test(text) && text.isWellFormed() && !/slimit|auto_service_type/i.test(text)
  );
}

/**
 * Whether a text can be compared for equality and nothing else: those of `isQuotable`, and those with spaces in which
 * nothing makes up `WITH x AS (`.
 */
export function isComparable(text: string): boolean {
  return isQuotable(text.replaceAll(' ', '')) && (!text.includes(' ') || !/with|slimit|auto_service_type/i.test(text));
}
