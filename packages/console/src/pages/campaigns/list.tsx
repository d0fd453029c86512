import { CampaignPage as CampaignRows } from '@allclear/fleet/api';
import { Link } from '@tanstack/react-router';
import { useList } from '../../api/lists.js';
import { text } from '../../text/index.js';
import { count } from '../../ui/number.js';
import { Page } from '../../ui/page.js';
import { Loading, Partial, Problem } from '../../ui/state.js';
import { Table } from '../../ui/table.js';
import { Time } from '../../ui/time.js';

export function CampaignsPage() {
  const list = useList(CampaignRows, '/campaigns', {}, 100);
  return (
    <Page title={text.campaigns.title} lead={text.campaigns.lead}>
      <Partial why={list.partial} />
      {list.error && <Problem error={list.error} retry={list.loadMore} />}
      {list.loading ? (
        <Loading />
      ) : list.rows.length === 0 ? (
        !list.error && <p className="quiet">{text.campaigns.empty}</p>
      ) : (
        <div className="card">
          <Table
            label={text.campaigns.title}
            rows={list.rows}
            keyOf={(row) => row.id}
            columns={[
              {
                id: 'name',
                title: text.campaigns.name,
                head: true,
                cell: (row) => (
                  <Link to="/campaigns/$id" params={{ id: row.id }}>
                    {row.name}
                  </Link>
                ),
              },
              { id: 'hosts', title: text.campaigns.hosts, numeric: true, cell: (row) => count(row.hosts) },
              {
                id: 'organisations',
                title: text.campaigns.organisations,
                numeric: true,
                cell: (row) => count(row.organisations),
              },
              { id: 'first', title: text.campaigns.first, cell: (row) => <Time at={row.first} /> },
              { id: 'last', title: text.campaigns.last, cell: (row) => <Time at={row.last} /> },
              {
                id: 'consistent',
                title: text.campaigns.consistent,
                cell: (row) => row.consistentWith.map((one) => one.name).join(', ') || '–',
              },
            ]}
          />
        </div>
      )}
      {list.more && (
        <button type="button" onClick={list.loadMore}>
          {text.organisation.showMore}
        </button>
      )}
    </Page>
  );
}
