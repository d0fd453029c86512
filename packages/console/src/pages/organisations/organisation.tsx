/** One organisation: its servers and their episodes, whom to write to, what happened, what is held, what is to do. */
import { Organisation, UploadLinkAnswer } from '@allclear/fleet/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useRouteContext } from '@tanstack/react-router';
import { useState } from 'react';
import { get, type Output, send } from '../../api/client.js';
import { mayWrite } from '../../api/session.js';
import { text } from '../../text/index.js';
import { Action } from '../../ui/action.js';
import { AxesBadges, StageBadge } from '../../ui/badge.js';
import { Page, Section } from '../../ui/page.js';
import { Problem } from '../../ui/state.js';
import { Time } from '../../ui/time.js';
import { Contacts, Episodes, EvidenceList, HostList, TaskList, Timeline } from './parts.js';

type OrganisationData = Output<typeof Organisation>;

export function OrganisationPage() {
  const { id } = useParams({ from: '/in/organisations/$id' });
  return <OneOrganisation key={id} id={id} />;
}

function OneOrganisation({ id }: { readonly id: string }) {
  const organisation = useQuery({
    queryKey: ['organisation', id],
    queryFn: ({ signal }) => get(Organisation, `/organisations/${encodeURIComponent(id)}`, {}, signal),
  });
  const { data } = organisation;
  if (data === undefined)
    return (
      <Page title={organisation.error ? text.failed : text.loading}>
        {organisation.error && <Problem error={organisation.error} retry={() => void organisation.refetch()} />}
      </Page>
    );
  return (
    <Page title={data.name} lead={<Lead data={data} />} actions={<NewLink organisation={id} />}>
      {organisation.error && <Problem error={organisation.error} />}
      <div className="columns wide-first">
        <div>
          <HostList organisation={id} />
          <Section id="episodes" title={text.organisation.episodes}>
            <Episodes episodes={data.episodes} />
          </Section>
          <EvidenceList organisation={id} />
          <TaskList organisation={id} />
        </div>
        <div>
          <Contacts organisation={id} />
          <Timeline organisation={id} />
          <Identifiers data={data} />
        </div>
      </div>
    </Page>
  );
}

function Lead({ data }: { readonly data: OrganisationData }) {
  const facts = [
    data.kind === 'msp' ? text.organisation.msp : undefined,
    data.sector,
    data.country,
    data.size === undefined ? undefined : text.organisation.size(data.size),
    `TLP:${data.tlp}`,
  ].filter((fact) => fact !== undefined);
  return (
    <>
      <p>
        {facts.join(' · ')}
        {data.provider && (
          <>
            {' · '}
            <Link to="/organisations/$id" params={{ id: data.provider.id }}>
              {data.provider.name}
            </Link>
          </>
        )}
      </p>
      <p className="badges">
        {data.stage !== undefined && (
          <span className="note">
            {text.organisations.stage}: <StageBadge stage={data.stage} />
          </span>
        )}
        <AxesBadges axes={data.axes} />
      </p>
    </>
  );
}

function Identifiers({ data }: { readonly data: OrganisationData }) {
  return (
    <Section id="identifiers" title={text.organisation.identifiers}>
      <dl>
        <dt>{text.organisation.domains}</dt>
        <dd>{data.domains.length === 0 ? '–' : data.domains.map((one) => one.domain).join(', ')}</dd>
        <dt>{text.organisation.networks}</dt>
        <dd>{data.networks.length === 0 ? '–' : data.networks.map((one) => one.network).join(', ')}</dd>
        {data.notes !== '' && (
          <>
            <dt>{text.organisation.notes}</dt>
            <dd className="pre">{data.notes}</dd>
          </>
        )}
      </dl>
    </Section>
  );
}

function NewLink({ organisation }: { readonly organisation: string }) {
  const { me } = useRouteContext({ from: '/in' });
  const [answer, setAnswer] = useState<Output<typeof UploadLinkAnswer>>();
  const [copied, setCopied] = useState(false);
  if (!mayWrite(me)) return null;
  if (answer === undefined)
    return (
      <Action
        title={text.organisation.newLink}
        run={async () => setAnswer(await send(UploadLinkAnswer, 'POST', '/upload-links', { organisation }))}
      />
    );
  const copy = async () => {
    await navigator.clipboard.writeText(answer.link);
    setCopied(true);
  };
  return (
    <div className="card link-card" role="status">
      <strong>{text.organisation.newLinkTitle}</strong>
      <p className="note">{text.organisation.newLinkNote}</p>
      <output className="code">{answer.link}</output>
      <p>
        {text.organisation.until} <Time at={answer.expires} />
      </p>
      <Action title={copied ? text.copied : text.copy} run={copy} />
    </div>
  );
}
