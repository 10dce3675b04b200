/**
 * Headers of every page: nothing is loaded from elsewhere, no script runs without the page's nonce, nobody may frame
 * it, and the address of a page (which names routes) is told to no other site. A page may frame `frameOrigins` alone.
 */
export function securityHeaders(
  nonce: string,
  isDevelopment: boolean,
  frameOrigins: readonly string[] = [],
): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(nonce, isDevelopment, frameOrigins),
    'x-content-type-options': 'nosniff',
    // Not `no-referrer`: with it browsers send `Origin: null` on the console's own writes.
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  };
}

function contentSecurityPolicy(nonce: string, isDevelopment: boolean, frameOrigins: readonly string[]): string {
  return [
    "default-src 'self'",
    // React rebuilds server stacks with eval in development, and only there.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    // Rows of virtual lists are placed by style attributes, and toasts and dialogs add style elements of their own.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    // The development server reloads over a web socket.
    `connect-src 'self'${isDevelopment ? ' ws:' : ''}`,
    `frame-src ${frameOrigins.length > 0 ? frameOrigins.join(' ') : "'none'"}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
