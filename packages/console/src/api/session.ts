/** Who is signed in. */
import { Me } from '@allclear/fleet/api';
import { QueryClient, queryOptions } from '@tanstack/react-query';
import { ApiError, get, type Output, setCsrf } from './client.js';

export type Person = Output<typeof Me>;

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // What was refused will be refused again; what failed may be well in a moment.
      retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
      refetchOnWindowFocus: false,
    },
  },
});

export const meQuery = queryOptions({
  queryKey: ['me'],
  staleTime: 5 * 60_000,
  retry: false,
  queryFn: async ({ signal }): Promise<Person> => {
    const me = await get(Me, '/me', {}, signal);
    setCsrf(me.csrf);
    return me;
  },
});

/** Of the authority itself: sees all organisations. */
export const isOversight = (me: Person): boolean =>
  me.role === 'analyst' || me.role === 'auditor' || (me.role === 'reader' && me.organisation === undefined);
export const mayWrite = (me: Person): boolean => me.role !== 'reader' && me.role !== 'auditor';
