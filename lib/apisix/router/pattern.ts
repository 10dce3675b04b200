/** What keeps a literal prefix from matching itself as a regular expression, or is a parameter in it. */
const needsTest = /[\\^$|?*+()[\]{}]|(?:^|\/):/;

/** A uri or reversed host of a route, split as lua-resty-radixtree stores it. */
export type Pattern = {
  source: string;
  /** The literal part: all of an exact pattern, else what stands before the first wildcard. */
  key: string;
  exact: boolean;
  /** The further test of a text that begins with `key`; absent when there is none. */
  accepts?: ((text: string) => boolean) | undefined;
};

/**
 * Reads a pattern as lua-resty-radixtree does (`common_route_data`, `fetch_pat`). A `*` anywhere makes it a prefix;
 * with `parameters` (`radixtree_uri_with_parameter`) so does a `:`, which then outranks `*`.
 */
export function parsePattern(source: string, parameters: boolean): Pattern {
  const colon = parameters ? source.indexOf(':') : -1;
  const cut = colon >= 0 ? colon : source.indexOf('*');
  if (cut < 0) return { source, key: source, exact: true };
  const key = source.slice(0, cut);
  return { source, key, exact: false, accepts: furtherTest(source, key) };
}

/**
 * Only segments that begin with `*` or `:` are checked. The rest of the pattern goes into the regular expression
 * unescaped, so that `/a+b/*` matches nothing that begins with `/a+b/`: radixtree's own behaviour, kept.
 */
function furtherTest(source: string, key: string): ((text: string) => boolean) | undefined {
  if (source.length === key.length + 1 && source.endsWith('*') && !needsTest.test(key)) return undefined;
  const segments = source.split('/');
  if (!segments.some((segment) => segment.startsWith('*') || segment.startsWith(':'))) return undefined;
  while (segments.length > 1 && segments[segments.length - 1] === '') segments.pop();
  const body = segments
    .map((segment) => (segment.startsWith('*') ? '([\\s\\S]*)' : segment.startsWith(':') ? '([^/]+)' : segment))
    .join('\\/');
  let regex: RegExp | null | undefined;
  return (text) => {
    if (regex === undefined) regex = compile(source.endsWith('/') ? `${body}\\/` : body);
    return regex?.exec(text)?.[0] === text;
  };
}

function compile(body: string): RegExp | null {
  try {
    return new RegExp(body);
  } catch {
    return null;
  }
}
