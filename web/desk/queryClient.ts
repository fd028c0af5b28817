/** How reading from the API is repeated and kept. */
import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api';

const RETRIES = 2;

export const newQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // A refusal stays a refusal; only a lost line or a stumbling server is asked again.
        retry: (count, error) => count < RETRIES && error instanceof ApiError && (error.status === 0 || error.status >= 500),
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
