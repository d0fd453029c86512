/** One server: what its newest assessment says, and those before. */
import { AssessmentAnswer, AssessmentPage, Host } from '@allclear/fleet/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { get, type Output } from '../../api/client.js';
import { useList } from '../../api/lists.js';
import { text } from '../../text/index.js';
import { AxesBadges } from '../../ui/badge.js';
import { Choice } from '../../ui/form.js';
import { Page, Section } from '../../ui/page.js';
import { Loaded, Problem } from '../../ui/state.js';
import { Time, utc } from '../../ui/time.js';
import { Episodes } from '../organisations/parts.js';
import { AssessmentView } from './assessment.js';

type HostData = Output<typeof Host>;

export function HostPage() {
  const { id } = useParams({ from: '/in/hosts/$id' });
  return <OneHost key={id} id={id} />;
}

function OneHost({ id }: { readonly id: string }) {
  const host = useQuery({
    queryKey: ['host', id],
    queryFn: ({ signal }) => get(Host, `/hosts/${encodeURIComponent(id)}`, {}, signal),
  });
  const { data } = host;
  if (data === undefined)
    return (
      <Page title={host.error ? text.failed : text.loading}>
        {host.error && <Problem error={host.error} retry={() => void host.refetch()} />}
      </Page>
    );
  return (
    <Page title={data.name} lead={<Lead host={data} />}>
      <Section id="episodes" title={text.organisation.episodes}>
        <Episodes episodes={data.episodes} />
      </Section>
      <Assessments host={data} />
    </Page>
  );
}

function Lead({ host }: { readonly host: HostData }) {
  return (
    <>
      <p className="badges">
        <AxesBadges axes={host.axes} />
      </p>
      <dl className="inline">
        <dt>{text.host.organisation}</dt>
        <dd>
          <Link to="/organisations/$id" params={{ id: host.organisation.id }}>
            {host.organisation.name}
          </Link>
        </dd>
        {host.addresses.length > 0 && (
          <>
            <dt>{text.host.addresses}</dt>
            <dd>{host.addresses.join(', ')}</dd>
          </>
        )}
        {host.product !== undefined && (
          <>
            <dt>{text.host.product}</dt>
            <dd>
              {host.build === undefined || host.product.includes(host.build)
                ? host.product
                : `${host.product} ${host.build}`}
            </dd>
          </>
        )}
        <dt>{text.host.lastSeen}</dt>
        <dd>
          <Time at={host.lastSeen} />
        </dd>
      </dl>
    </>
  );
}

function Assessments({ host }: { readonly host: HostData }) {
  const search = useSearch({ from: '/in/hosts/$id' });
  const navigate = useNavigate();
  const list = useList(AssessmentPage, `/hosts/${encodeURIComponent(host.id)}/assessments`, {}, 100);
  const shown = search.assessment ?? host.assessment ?? list.rows[0]?.id;
  const assessment = useQuery({
    queryKey: ['assessment', shown],
    enabled: shown !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => get(AssessmentAnswer, `/assessments/${encodeURIComponent(shown ?? '')}`, {}, signal),
  });
  if (shown === undefined)
    return list.error ? <Problem error={list.error} /> : <p className="message info">{text.host.none}</p>;
  const choose = (chosen: string) =>
    void navigate({ to: '/hosts/$id', params: { id: host.id }, search: { assessment: chosen } });
  return (
    <>
      {list.rows.length > 1 && (
        <div className="inline-choice">
          <Choice
            key={shown}
            label={text.host.which}
            name="assessment"
            value={shown}
            options={list.rows.map((row) => [
              row.id,
              `${utc(row.assessed)}, ${(text.host.verdicts as Readonly<Record<string, string>>)[row.level] ?? row.level}`,
            ])}
            onChange={choose}
          />
        </div>
      )}
      <Loaded query={assessment}>{(data) => <AssessmentView key={data.id} assessment={data} />}</Loaded>
    </>
  );
}
