import { environmentManager, QueryClient } from '@tanstack/react-query';
import { ProblemError } from '@/lib/http/problem';

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: ProblemError;
  }
}

/** One retry, and only where the upstream may have recovered: a person waits for the panel that says what is wrong. */
function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, error) => error instanceof ProblemError && error.isRetryable && count < 1,
        retryDelay: 500,
      },
    },
  });
}

let browserQueryClient: QueryClient | undefined;

/** One client per request on the server, one for the page's life in the browser. */
export function getQueryClient(): QueryClient {
  if (environmentManager.isServer()) return makeQueryClient();
  browserQueryClient ??= makeQueryClient();
  return browserQueryClient;
}
