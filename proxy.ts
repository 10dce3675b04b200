import { type NextRequest, NextResponse } from 'next/server';
import { isLoopbackHost } from '@/lib/http/loopback';
import { securityHeaders } from '@/lib/http/security-headers';
import { frameOrigins } from '@/lib/server/frame-origins';

/**
 * Security headers of every page, and the guard against DNS rebinding (handlers of the API have their own in
 * lib/server/handle.ts, and their headers from next.config.mjs). The nonce reaches the layout by the request header `x-nonce`.
 */
export function proxy(request: NextRequest): NextResponse {
  if (!isLoopbackHost(request.headers.get('host')))
    return new NextResponse('The console answers requests to a loopback address alone.\n', { status: 403 });

  const nonce = crypto.randomUUID().replaceAll('-', '');
  const security = securityHeaders(nonce, process.env.NODE_ENV === 'development', frameOrigins());
  const forwarded = new Headers(request.headers);
  forwarded.set('x-nonce', nonce);
  // Next.js puts the nonce that it finds in the policy on its own scripts.
  forwarded.set('content-security-policy', security['content-security-policy'] ?? '');

  const response = NextResponse.next({ request: { headers: forwarded } });
  for (const [name, value] of Object.entries(security)) response.headers.set(name, value);
  return response;
}

export const config = {
  // Files with a hash in their names need no policy of their own; the API has its own.
  matcher: '/((?!_next/static/|api/).*)',
};
