/** The parts of an organisation's page; each loads by itself, so that one that is slow holds up no other. */
import { CaseTimeline, ContactPage, type Episode, EvidencePage, HostPage, TaskPage } from '@allclear/fleet/api';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Output } from '../../api/client.js';
import { type List, useList } from '../../api/lists.js';
import { text } from '../../text/index.js';
import { AxesBadges, Badge } from '../../ui/badge.js';
import { bytes } from '../../ui/number.js';
import { Section } from '../../ui/page.js';
import { Loading, Partial, Problem } from '../../ui/state.js';
import { Table } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { TaskOrderView } from '../approvals/order.js';
import { TaskStateBadge } from '../approvals/task-state.js';

const PART = 50;

function Part<T>({
  id,
  title,
  list,
  children,
  empty = text.none,
}: {
  readonly id: string;
  readonly title: string;
  readonly list: List<T>;
  readonly children: (rows: readonly T[]) => ReactNode;
  readonly empty?: string;
}) {
  return (
    <Section id={id} title={title}>
      <Partial why={list.partial} />
      {list.error && <Problem error={list.error} retry={list.loadMore} />}
      {list.loading ? (
        <Loading />
      ) : list.rows.length === 0 ? (
        !list.error && <p className="quiet">{empty}</p>
      ) : (
        children(list.rows)
      )}
      {list.more && (
        <button type="button" onClick={list.loadMore}>
          {text.organisation.showMore}
        </button>
      )}
    </Section>
  );
}

export function HostList({ organisation }: { readonly organisation: string }) {
  const list = useList(HostPage, '/hosts', { organisation }, PART);
  return (
    <Part id="hosts" title={text.organisation.hosts} list={list}>
      {(rows) => (
        <Table
          label={text.organisation.hosts}
          rows={rows}
          keyOf={(row) => row.id}
          columns={[
            {
              id: 'name',
              title: text.organisation.host,
              head: true,
              cell: (row) => (
                <Link to="/hosts/$id" params={{ id: row.id }}>
                  {row.name}
                </Link>
              ),
            },
            {
              id: 'axes',
              title: `${text.axes.compromised}, ${text.axes.patched.toLowerCase()}, ${text.axes.cleaned.toLowerCase()}`,
              cell: (row) => <AxesBadges axes={row.axes} />,
            },
            { id: 'build', title: text.organisation.build, cell: (row) => row.build ?? '–' },
            { id: 'seen', title: text.organisation.lastSeen, cell: (row) => <Time at={row.lastSeen} /> },
          ]}
        />
      )}
    </Part>
  );
}

/** The steps of an episode in their order; they come independently, some never. */
const STEPS = ['opened', 'compromised', 'contained', 'cleaned', 'verified', 'closed'] as const;

export function Episodes({ episodes }: { readonly episodes: readonly Output<typeof Episode>[] }) {
  if (episodes.length === 0) return <p className="quiet">{text.organisation.noEpisodes}</p>;
  return episodes.map((episode) => (
    <article className="episode" key={episode.id}>
      <h3>
        {text.organisation.episode(episode.number)},{' '}
        <Link to="/hosts/$id" params={{ id: episode.host.id }}>
          {episode.host.name}
        </Link>{' '}
        <Badge tone={episode.closed === undefined ? 'bad' : 'good'}>
          {episode.closed === undefined ? text.organisation.open : text.organisation.closed}
        </Badge>
      </h3>
      <p className="note">
        {text.organisation.cause}: {episode.cause}
      </p>
      <ol className="steps">
        {STEPS.map((step) => (
          <li key={step} className={episode[step] === undefined ? 'todo' : 'done'}>
            <span>{text.organisation.steps[step]}</span>
            <Time at={episode[step]} />
          </li>
        ))}
      </ol>
    </article>
  ));
}

export function Contacts({ organisation }: { readonly organisation: string }) {
  const list = useList(ContactPage, `/organisations/${encodeURIComponent(organisation)}/contacts`, {}, PART);
  const { contactState } = text.organisation;
  return (
    <Part id="contacts" title={text.organisation.contacts} list={list} empty={text.organisation.noContacts}>
      {(rows) => (
        <ul className="plain">
          {rows.map((contact) => (
            <li key={contact.id}>
              <strong>{contact.address}</strong>{' '}
              {contact.bounced !== undefined ? (
                <Badge tone="bad">{contactState.bounced}</Badge>
              ) : contact.optedOut !== undefined ? (
                <Badge tone="warn">{contactState.optedOut}</Badge>
              ) : contact.verified !== undefined ? (
                <Badge tone="good">{contactState.verified}</Badge>
              ) : (
                <Badge tone="quiet">{contactState.unverified}</Badge>
              )}
              <div className="note">
                {[contact.name, contact.role, contact.channel, contact.language]
                  .filter((part) => part !== '')
                  .join(' · ')}
                {' · '}
                {text.organisation.contact.source.toLowerCase()} {contact.source}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}

export function Timeline({ organisation }: { readonly organisation: string }) {
  const list = useList(CaseTimeline, `/organisations/${encodeURIComponent(organisation)}/timeline`, {}, PART);
  return (
    <Part id="timeline" title={text.organisation.timeline} list={list}>
      {(rows) => (
        <ol className="timeline">
          {rows.map((event, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: events have no id of their own and are only appended
            <li key={index} className={`kind-${event.kind}`}>
              <div className="note">
                <Time at={event.at} /> · {text.organisation.timelineKinds[event.kind]}
                {event.host && (
                  <>
                    {' · '}
                    <Link to="/hosts/$id" params={{ id: event.host.id }}>
                      {event.host.name}
                    </Link>
                  </>
                )}
              </div>
              <div>{event.text}</div>
            </li>
          ))}
        </ol>
      )}
    </Part>
  );
}

export function EvidenceList({ organisation }: { readonly organisation: string }) {
  const list = useList(EvidencePage, '/uploads', { organisation }, PART);
  const { evidenceColumns } = text.organisation;
  return (
    <Part id="evidence" title={text.organisation.evidence} list={list}>
      {(rows) => (
        <Table
          label={text.organisation.evidence}
          rows={rows}
          keyOf={(row) => row.id}
          columns={[
            { id: 'name', title: evidenceColumns.name, head: true, cell: (row) => row.name },
            { id: 'kind', title: evidenceColumns.kind, cell: (row) => row.kind },
            { id: 'size', title: evidenceColumns.size, numeric: true, cell: (row) => bytes(row.size) },
            {
              id: 'state',
              title: evidenceColumns.state,
              cell: (row) => (
                <>
                  {row.state}
                  {row.problem !== undefined && <div className="note">{row.problem}</div>}
                </>
              ),
            },
            { id: 'received', title: evidenceColumns.received, cell: (row) => <Time at={row.received} /> },
            {
              id: 'sha256',
              title: `${evidenceColumns.sha256}, ${evidenceColumns.custody.toLowerCase()}`,
              cell: (row) => (
                <details>
                  <summary className="code">{row.sha256.slice(0, 12)}…</summary>
                  <div className="code wrap">{row.sha256}</div>
                  <ol className="plain">
                    {row.custody.map((step, index) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: custody is appended, never rewritten
                      <li key={index} className="note">
                        <Time at={step.at} /> {step.who}: {step.what}
                      </li>
                    ))}
                  </ol>
                </details>
              ),
            },
          ]}
        />
      )}
    </Part>
  );
}

export function TaskList({ organisation }: { readonly organisation: string }) {
  const list = useList(TaskPage, '/tasks', { organisation }, PART);
  return (
    <Part id="tasks" title={text.organisation.tasks} list={list}>
      {(rows) => (
        <ul className="plain">
          {rows.map((task) => (
            <li key={task.id}>
              <strong>{task.title}</strong> <TaskStateBadge state={task.state} />{' '}
              {task.changesServer && <Badge tone="warn">{text.approvals.changesServer}</Badge>}
              {task.detail !== '' && <div className="note pre">{task.detail}</div>}
              <TaskOrderView task={task} />
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}
