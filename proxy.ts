import { type NextRequest, NextResponse } from 'next/server';
import { isLoopbackHost } from '@/lib/http/loopback';

/**
 * Security headers of every page, and the guard against DNS rebinding for pages (handlers have their own in
 * lib/server/handle.ts). The nonce reaches the layout by the request header `x-nonce`.
 */
export function proxy(request: NextRequest): NextResponse {
  if (!isLoopbackHost(request.headers.get('host')))
    return new NextResponse('The console answers requests to a loopback address alone.\n', { status: 403 });

  const nonce = crypto.randomUUID().replaceAll('-', '');
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  // Next.js puts the nonce that it finds here on its own scripts.
  headers.set('content-security-policy', policy);

  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  response.headers.set('x-content-type-options', 'nosniff');
  response.headers.set('referrer-policy', 'same-origin');
  response.headers.set('cross-origin-opener-policy', 'same-origin');
  response.headers.set('cross-origin-resource-policy', 'same-origin');
  response.headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=()');
  return response;
}

export const config = {
  // Files with a hash in their names need no policy of their own.
  matcher: '/((?!_next/static/).*)',
};

function contentSecurityPolicy(nonce: string): string {
  const isDevelopment = process.env.NODE_ENV === 'development';
  return [
    "default-src 'self'",
    // React rebuilds server stacks with eval in development, and only there.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    // Rows of virtual lists are placed by style attributes, and toasts and dialogs add style elements of their own.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? ' ws:' : ''}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
