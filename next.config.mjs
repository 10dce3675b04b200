import createNextIntlPlugin from 'next-intl/plugin';

/** @type {import('next').NextConfig} */
const nextConfig = {
  output: 'standalone',
  typedRoutes: true,
  poweredByHeader: false,
  agentRules: false,
  images: { unoptimized: true },
  // sharp is 19 MB and this product serves no images through next/image.
  outputFileTracingExcludes: {
    'next-server': ['node_modules/sharp/**', 'node_modules/@img/**'],
    '/*': ['node_modules/sharp/**', 'node_modules/@img/**'],
  },
  // Every page would load a reader of the whole of ICU: 8 kB gzip for what no message of the console has.
  turbopack: {
    resolveAlias: { '@formatjs/icu-messageformat-parser': './lib/i18n/icu/formatjs-parser.ts' },
  },
  experimental: { agentUpgrade: false },
};

export default createNextIntlPlugin('./lib/i18n/request.ts')(nextConfig);
