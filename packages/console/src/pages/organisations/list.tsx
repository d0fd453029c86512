/** All organisations; tens of thousands scroll as easily as ten. */
import { type OrganisationRow, OrganisationPage as OrganisationRows } from '@allclear/fleet/api';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { Output } from '../../api/client.js';
import { useOrganisationCount, useProviders } from '../../api/fleet.js';
import { useList } from '../../api/lists.js';
import { text } from '../../text/index.js';
import { AxesBadges, StageBadge } from '../../ui/badge.js';
import { Filters } from '../../ui/filters.js';
import { count } from '../../ui/number.js';
import { Page } from '../../ui/page.js';
import { Loading, Partial, Problem } from '../../ui/state.js';
import { type Column, LongTable } from '../../ui/table.js';
import { asFilter } from './filter.js';

type Row = Output<typeof OrganisationRow>;
export const ORGANISATION_FILTERS = [
  'q',
  'sector',
  'country',
  'provider',
  'stage',
  'compromised',
  'patched',
  'cleaned',
  'silent',
] as const;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    title: text.organisations.name,
    head: true,
    cell: (row) => (
      <Link to="/organisations/$id" params={{ id: row.id }}>
        {row.name}
      </Link>
    ),
  },
  { id: 'stage', title: text.organisations.stage, cell: (row) => <StageBadge stage={row.stage} /> },
  {
    id: 'axes',
    title: `${text.axes.compromised}, ${text.axes.patched.toLowerCase()}, ${text.axes.cleaned.toLowerCase()}`,
    cell: (row) => <AxesBadges axes={row.axes} />,
  },
  {
    id: 'silent',
    title: text.organisations.silent,
    numeric: true,
    cell: (row) => (row.silentDays === undefined ? '–' : text.organisations.days(row.silentDays)),
  },
  { id: 'hosts', title: text.organisations.hosts, numeric: true, cell: (row) => count(row.hosts) },
  { id: 'sector', title: text.organisations.sector, cell: (row) => row.sector ?? '–' },
  { id: 'country', title: text.organisations.country, cell: (row) => row.country ?? '–' },
  { id: 'provider', title: text.organisations.provider, cell: (row) => row.provider?.name ?? '–' },
];

export function OrganisationsPage() {
  const filter = useSearch({ from: '/in/organisations' });
  const navigate = useNavigate();
  const providers = useProviders();
  const total = useOrganisationCount(filter);
  const list = useList(OrganisationRows, '/organisations', filter);
  const matching = total.data?.matching;
  return (
    <Page title={text.organisations.title}>
      <Filters
        names={ORGANISATION_FILTERS}
        values={filter}
        providers={providers}
        onChange={(search) => void navigate({ to: '/organisations', search: asFilter(search) })}
      />
      <p className="note" aria-live="polite">
        {list.loading
          ? text.loading
          : list.more
            ? text.organisations.loaded(list.rows.length, matching)
            : text.organisations.complete(list.rows.length)}
      </p>
      <Partial why={list.partial} />
      {list.error && <Problem error={list.error} retry={list.loadMore} />}
      {list.loading ? (
        <Loading />
      ) : list.rows.length === 0 ? (
        !list.error && <p className="quiet">{text.organisations.empty}</p>
      ) : (
        <LongTable
          key={JSON.stringify(filter)}
          label={text.organisations.table}
          columns={COLUMNS}
          rows={list.rows}
          keyOf={(row) => row.id}
          total={matching}
          loadMore={list.loadMore}
        />
      )}
    </Page>
  );
}
