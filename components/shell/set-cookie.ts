const yearS = 365 * 24 * 3600;

/** Keeps a choice for a year. False: the browser keeps no cookies, or it is there already. */
export function setCookie(name: string, value: string): boolean {
  const before = document.cookie;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers that we support.
  document.cookie = `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${yearS}; SameSite=Lax`;
  return document.cookie !== before;
}
