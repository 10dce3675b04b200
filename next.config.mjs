import createNextIntlPlugin from 'next-intl/plugin';

/** @type {import('next').NextConfig} */
const nextConfig = {
  output: 'standalone',
  typedRoutes: true,
  poweredByHeader: false,
  agentRules: false,
  images: { unoptimized: true },
  // One copy of it, and none in the bundles of pages.
  serverExternalPackages: ['undici'],
  // sharp is 19 MB and this product serves no images through next/image.
  outputFileTracingExcludes: {
    'next-server': ['node_modules/sharp/**', 'node_modules/@img/**'],
    '/*': ['node_modules/sharp/**', 'node_modules/@img/**'],
  },
  // Pages get theirs in proxy.ts, with a nonce. The API goes past it: the detour took longer than most answers.
  headers: async () => [
    {
      source: '/api/:path*',
      headers: [
        { key: 'content-security-policy', value: "default-src 'none'; frame-ancestors 'none'; base-uri 'none'" },
        { key: 'x-content-type-options', value: 'nosniff' },
        { key: 'referrer-policy', value: 'same-origin' },
        { key: 'cross-origin-resource-policy', value: 'same-origin' },
      ],
    },
  ],
  // What is never asked for is never loaded: all of it at once took a second of each start, and memory for good.
  experimental: { agentUpgrade: false, preloadEntriesOnStart: false },
};

export default createNextIntlPlugin('./lib/i18n/request.ts')(nextConfig);
