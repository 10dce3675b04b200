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
  experimental: { agentUpgrade: false },
};

export default createNextIntlPlugin('./lib/i18n/request.ts')(nextConfig);
