/** One batch: approval by another person, sending, how far it is. */
import { type FollowUp, NoticeBatch, NoticePage, NoticePreview } from '@allclear/fleet/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useRouteContext } from '@tanstack/react-router';
import { anything, get, type Input, type Output, send } from '../../api/client.js';
import { useList } from '../../api/lists.js';
import { text } from '../../text/index.js';
import { Action } from '../../ui/action.js';
import { Page, Section } from '../../ui/page.js';
import { Loaded, Loading, Partial, Problem } from '../../ui/state.js';
import { Table } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { BatchState, Progress } from './list.js';
import { Preview } from './preview.js';

type Batch = Output<typeof NoticeBatch>;
/** ms between looks at a batch that is being sent. */
const LOOK = 3000;

export function BatchPage() {
  const { id } = useParams({ from: '/in/notices/$id' });
  return <OneBatch key={id} id={id} />;
}

function OneBatch({ id }: { readonly id: string }) {
  const batch = useQuery({
    queryKey: ['batch', id],
    queryFn: ({ signal }) => get(NoticeBatch, `/notices/batches/${encodeURIComponent(id)}`, {}, signal),
    refetchInterval: (query) => (query.state.data?.state === 'sending' ? LOOK : false),
  });
  const { data } = batch;
  if (data === undefined)
    return (
      <Page title={batch.error ? text.failed : text.loading}>
        {batch.error && <Problem error={batch.error} retry={() => void batch.refetch()} />}
      </Page>
    );
  return (
    <Page title={data.name} lead={<BatchState state={data.state} />} actions={<Actions batch={data} />}>
      {batch.error && <Problem error={batch.error} />}
      <Section id="progress" title={text.notices.progress}>
        <div role="status">
          <Progress batch={data} />
          <p className="note">
            {Object.entries(data.counts)
              .map(([state, number]) => `${text.notices.noticeStates[state] ?? state} ${number}`)
              .join(' · ')}
          </p>
        </div>
        <dl className="inline">
          <dt>{text.batch.template}</dt>
          <dd>
            {data.template} {data.templateVersion}
          </dd>
          <dt>{text.batch.rate}</dt>
          <dd>{data.rate}</dd>
          <dt>{text.batch.createdBy}</dt>
          <dd>{data.createdBy?.name ?? '–'}</dd>
          <dt>{text.batch.approvedBy}</dt>
          <dd>{data.approvedBy?.name ?? '–'}</dd>
        </dl>
      </Section>
      {data.state === 'draft' && <BatchPreview id={id} />}
      <Messages id={id} />
    </Page>
  );
}

function Actions({ batch }: { readonly batch: Batch }) {
  const { me } = useRouteContext({ from: '/in' });
  const queries = useQueryClient();
  const navigate = useNavigate();
  if (me.role !== 'analyst') return null;
  const act = async (verb: 'approve' | 'start' | 'pause') => {
    await send(anything, 'POST', `/notices/batches/${batch.id}/${verb}`, {});
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['batch', batch.id] }),
      queries.invalidateQueries({ queryKey: ['list', '/notices/batches'] }),
    ]);
  };
  if (batch.state === 'draft')
    return batch.createdBy?.id === me.account ? (
      <p className="note">{text.batch.own}</p>
    ) : (
      <>
        <p className="note">{text.batch.approveHint}</p>
        <Action primary title={text.batch.approve} run={() => act('approve')} />
      </>
    );
  if (batch.state === 'approved' || batch.state === 'paused')
    return <Action primary title={text.batch.start} run={() => act('start')} />;
  const followUp = async (to: Output<typeof FollowUp>['to']) => {
    const body: Input<typeof FollowUp> = { to };
    const next = await send(NoticeBatch, 'POST', `/notices/batches/${batch.id}/follow-up`, body);
    await queries.invalidateQueries({ queryKey: ['list', '/notices/batches'] });
    await navigate({ to: '/notices/$id', params: { id: next.id } });
  };
  return (
    <>
      {batch.state === 'sending' && <Action title={text.batch.pause} run={() => act('pause')} />}
      <Action title={text.batch.remind} run={() => followUp('silent')} />
      <Action title={text.batch.nextContact} run={() => followUp('not-reached')} />
    </>
  );
}

/** What the batch would send, for the person who approves it. */
function BatchPreview({ id }: { readonly id: string }) {
  const preview = useQuery({
    queryKey: ['batch-preview', id],
    queryFn: ({ signal }) => get(NoticePreview, `/notices/batches/${encodeURIComponent(id)}/preview`, {}, signal),
  });
  return <Loaded query={preview}>{(data) => <Preview preview={data} />}</Loaded>;
}

function Messages({ id }: { readonly id: string }) {
  const list = useList(NoticePage, `/notices/batches/${encodeURIComponent(id)}/notices`, {}, 100);
  return (
    <Section id="messages" title={text.batch.notices}>
      <Partial why={list.partial} />
      {list.error && <Problem error={list.error} retry={list.loadMore} />}
      {list.loading ? (
        <Loading />
      ) : list.rows.length === 0 ? (
        !list.error && <p className="quiet">{text.none}</p>
      ) : (
        <Table
          label={text.batch.notices}
          rows={list.rows}
          keyOf={(row) => row.id}
          columns={[
            { id: 'address', title: text.batch.recipient, head: true, cell: (row) => row.address },
            {
              id: 'organisation',
              title: text.batch.organisation,
              cell: (row) => (
                <Link to="/organisations/$id" params={{ id: row.organisation.id }}>
                  {row.organisation.name}
                </Link>
              ),
            },
            { id: 'subject', title: text.batch.subject, cell: (row) => row.subject },
            {
              id: 'state',
              title: text.notices.state,
              cell: (row) => (
                <>
                  {text.notices.noticeStates[row.state] ?? row.state}
                  {row.problem !== undefined && <div className="note">{row.problem}</div>}
                </>
              ),
            },
            { id: 'sent', title: text.batch.sentAt, cell: (row) => <Time at={row.sent} /> },
          ]}
        />
      )}
      {list.more && (
        <button type="button" onClick={list.loadMore}>
          {text.organisation.showMore}
        </button>
      )}
    </Section>
  );
}
