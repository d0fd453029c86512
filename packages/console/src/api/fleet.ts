/** What several pages ask for. */
import { Board, OrganisationCount } from '@allclear/fleet/api';
import { useQuery } from '@tanstack/react-query';
import { get, type Parameters } from './client.js';

export function useBoard(filter: Parameters) {
  return useQuery({
    queryKey: ['board', filter],
    queryFn: ({ signal }) => get(Board, '/board', filter, signal),
    placeholderData: (before) => before,
  });
}

/** Service providers for the choice in filters; a fleet has some dozens. */
export function useProviders() {
  const board = useQuery({
    queryKey: ['board', {}],
    queryFn: ({ signal }) => get(Board, '/board', {}, signal),
    staleTime: 5 * 60_000,
  });
  return (board.data?.byProvider ?? []).map((row) => row.provider);
}

export function useOrganisationCount(filter: Parameters) {
  return useQuery({
    queryKey: ['organisation-count', filter],
    queryFn: ({ signal }) => get(OrganisationCount, '/organisations/count', filter, signal),
    placeholderData: (before) => before,
  });
}
