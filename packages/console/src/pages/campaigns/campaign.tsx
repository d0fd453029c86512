/** One campaign: what holds it together, who belongs to it and why. */
import { Campaign } from '@allclear/fleet/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { get, type Output } from '../../api/client.js';
import { text } from '../../text/index.js';
import { count } from '../../ui/number.js';
import { Page, Section } from '../../ui/page.js';
import { Partial, Problem } from '../../ui/state.js';
import { Table } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { CampaignGraph } from './graph.js';

type CampaignData = Output<typeof Campaign>;
const { campaigns } = text;

export function CampaignPage() {
  const { id } = useParams({ from: '/in/campaigns/$id' });
  return <OneCampaign key={id} id={id} />;
}

function OneCampaign({ id }: { readonly id: string }) {
  const query = useQuery({
    queryKey: ['campaign', id],
    queryFn: ({ signal }) => get(Campaign, `/campaigns/${encodeURIComponent(id)}`, {}, signal),
  });
  const { data } = query;
  if (data === undefined)
    return (
      <Page title={query.error ? text.failed : text.loading}>
        {query.error && <Problem error={query.error} retry={() => void query.refetch()} />}
      </Page>
    );
  return (
    <Page
      title={data.name}
      lead={
        <>
          {text.board.totals(data.organisations, data.hosts)}. {campaigns.first} <Time at={data.first} />,{' '}
          {campaigns.last.toLowerCase()} <Time at={data.last} />
        </>
      }
    >
      <Partial why={data.partial} />
      <Section id="graph" title={campaigns.graph}>
        <CampaignGraph traits={data.traits} members={data.members} />
      </Section>
      <div className="columns">
        <Traits data={data} />
        <Context data={data} />
      </div>
      <Members data={data} />
    </Page>
  );
}

function Traits({ data }: { readonly data: CampaignData }) {
  return (
    <Section id="traits" title={campaigns.traits}>
      <Table
        label={campaigns.traits}
        rows={data.traits}
        keyOf={(row) => `${row.kind}\n${row.value}`}
        columns={[
          { id: 'kind', title: campaigns.trait, head: true, cell: (row) => row.kind },
          { id: 'value', title: campaigns.value, cell: (row) => <span className="code wrap">{row.value}</span> },
          { id: 'hosts', title: campaigns.shared, numeric: true, cell: (row) => count(row.hosts) },
        ]}
      />
    </Section>
  );
}

function Context({ data }: { readonly data: CampaignData }) {
  return (
    <div>
      <Section id="consistent" title={campaigns.consistent} note={campaigns.consistentNote}>
        {data.consistentWith.length === 0 ? (
          <p className="quiet">{text.none}</p>
        ) : (
          <ul className="plain divided">
            {data.consistentWith.map((actor) => (
              <li key={actor.name}>
                <strong>{actor.name}</strong>, {campaigns.consistency[actor.consistency] ?? actor.consistency}
                <ul>
                  {actor.because.map((reason) => (
                    <li key={reason}>{reason}</li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Section id="sectors" title={campaigns.sectors}>
        <Table
          label={campaigns.sectors}
          rows={data.sectors}
          keyOf={(row) => row.sector}
          columns={[
            { id: 'sector', title: text.board.sector, head: true, cell: (row) => row.sector },
            {
              id: 'organisations',
              title: campaigns.organisations,
              numeric: true,
              cell: (row) => count(row.organisations),
            },
          ]}
        />
      </Section>
    </div>
  );
}

function Members({ data }: { readonly data: CampaignData }) {
  return (
    <Section id="members" title={campaigns.members}>
      <Table
        label={campaigns.members}
        rows={data.members}
        keyOf={(row) => row.host.id}
        columns={[
          {
            id: 'host',
            title: campaigns.member,
            head: true,
            cell: (row) => (
              <Link to="/hosts/$id" params={{ id: row.host.id }}>
                {row.host.name}
              </Link>
            ),
          },
          {
            id: 'organisation',
            title: campaigns.organisation,
            cell: (row) => (
              <Link to="/organisations/$id" params={{ id: row.organisation.id }}>
                {row.organisation.name}
              </Link>
            ),
          },
          { id: 'score', title: campaigns.score, numeric: true, cell: (row) => row.score.toFixed(1) },
          {
            id: 'because',
            title: campaigns.because,
            cell: (row) => (
              <details>
                <summary>{[...new Set(row.because.map((trait) => trait.kind))].join(', ') || text.unknown}</summary>
                <ul className="plain">
                  {row.because.map((trait) => (
                    <li key={`${trait.kind}\n${trait.value}`}>
                      {trait.kind}: <span className="code wrap">{trait.value}</span>
                    </li>
                  ))}
                </ul>
              </details>
            ),
          },
        ]}
      />
    </Section>
  );
}
