import { type NoticeBatch, NoticeBatchPage } from '@allclear/fleet/api';
import { Link, useRouteContext } from '@tanstack/react-router';
import type { Output } from '../../api/client.js';
import { useList } from '../../api/lists.js';
import { text } from '../../text/index.js';
import { Badge, type Tone } from '../../ui/badge.js';
import { Bar } from '../../ui/bar.js';
import { Page } from '../../ui/page.js';
import { Loading, Partial, Problem } from '../../ui/state.js';
import { Table } from '../../ui/table.js';
import { Time } from '../../ui/time.js';

type Batch = Output<typeof NoticeBatch>;
const TONES: Readonly<Record<Batch['state'], Tone>> = {
  draft: 'warn',
  approved: 'info',
  sending: 'info',
  paused: 'warn',
  done: 'good',
};

export const BatchState = ({ state }: { readonly state: Batch['state'] }) => (
  <Badge tone={TONES[state]}>{text.notices.states[state]}</Badge>
);

/** Messages of a batch that are on their way or there, and all. */
export function progressOf(batch: Batch): { readonly sent: number; readonly all: number } {
  const all = Object.values(batch.counts).reduce((sum, value) => sum + value, 0);
  return { sent: batch.counts.sent ?? 0, all };
}

export function Progress({ batch }: { readonly batch: Batch }) {
  const { sent, all } = progressOf(batch);
  return (
    <span className="bar-cell">
      <Bar share={all === 0 ? 0 : sent / all} />
      <span>{text.batch.sent(sent, all)}</span>
    </span>
  );
}

export function NoticesPage() {
  const { me } = useRouteContext({ from: '/in' });
  const list = useList(NoticeBatchPage, '/notices/batches', {}, 100);
  return (
    <Page
      title={text.notices.title}
      actions={
        me.role === 'analyst' && (
          <Link to="/notices/new" className="button primary">
            {text.notices.new}
          </Link>
        )
      }
    >
      <Partial why={list.partial} />
      {list.error && <Problem error={list.error} retry={list.loadMore} />}
      {list.loading ? (
        <Loading />
      ) : list.rows.length === 0 ? (
        !list.error && <p className="quiet">{text.notices.empty}</p>
      ) : (
        <div className="card">
          <Table
            label={text.notices.title}
            rows={list.rows}
            keyOf={(row) => row.id}
            columns={[
              {
                id: 'name',
                title: text.notices.name,
                head: true,
                cell: (row) => (
                  <Link to="/notices/$id" params={{ id: row.id }}>
                    {row.name}
                  </Link>
                ),
              },
              { id: 'state', title: text.notices.state, cell: (row) => <BatchState state={row.state} /> },
              { id: 'progress', title: text.notices.progress, cell: (row) => <Progress batch={row} /> },
              { id: 'template', title: text.notices.template, cell: (row) => `${row.template} ${row.templateVersion}` },
              { id: 'created', title: text.notices.created, cell: (row) => <Time at={row.created} /> },
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
