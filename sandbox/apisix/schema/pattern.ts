const compiled = new Map<string, RegExp>();

/** A PCRE pattern of APISIX's schemas as a RegExp, compiled once. Throws SyntaxError for a broken one. */
export function pattern(source: string): RegExp {
  let expression = compiled.get(source);
  if (expression === undefined) {
    expression = toRegExp(source);
    compiled.set(source, expression);
  }
  return expression;
}

/** `(?i)` at the start, and PCRE's `\z` and `\A`, have no JavaScript form of the same spelling. */
function toRegExp(source: string): RegExp {
  const insensitive = source.startsWith('(?i)');
  const body = (insensitive ? source.slice(4) : source).replaceAll('\\z', '$').replaceAll('\\A', '^');
  return new RegExp(body, insensitive ? 'i' : '');
}
