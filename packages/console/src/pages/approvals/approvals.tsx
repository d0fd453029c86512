/** What waits for a second person. */
import { NoticeBatchPage, type Task, TaskPage } from '@allclear/fleet/api';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useRouteContext } from '@tanstack/react-router';
import { useState } from 'react';
import { anything, type Output, send } from '../../api/client.js';
import { useList } from '../../api/lists.js';
import { isOversight, mayWrite } from '../../api/session.js';
import { text } from '../../text/index.js';
import { Action } from '../../ui/action.js';
import { Badge } from '../../ui/badge.js';
import { Page, Section } from '../../ui/page.js';
import { Loading, Partial, Problem } from '../../ui/state.js';
import { Time } from '../../ui/time.js';
import { TaskOrderView } from './order.js';
import { TaskStateBadge } from './task-state.js';

type TaskData = Output<typeof Task>;
const { approvals } = text;

export function ApprovalsPage() {
  const { me } = useRouteContext({ from: '/in' });
  const [said, setSaid] = useState('');
  return (
    <Page title={approvals.title} lead={approvals.lead}>
      <p className="hidden" role="status">
        {said}
      </p>
      <Tasks state="proposed" onDone={setSaid} />
      <Tasks state="approved" onDone={setSaid} />
      {isOversight(me) && <Batches />}
    </Page>
  );
}

function Tasks({
  state,
  onDone,
}: {
  readonly state: 'proposed' | 'approved';
  readonly onDone: (said: string) => void;
}) {
  const list = useList(TaskPage, '/tasks', { state }, 100);
  const queries = useQueryClient();
  const act = async (task: TaskData, verb: 'approve' | 'reject' | 'done') => {
    await send(anything, 'POST', `/tasks/${task.id}/${verb}`, {});
    onDone(approvals.decided(task.title));
    await queries.invalidateQueries({ queryKey: ['list', '/tasks'] });
  };
  const title = state === 'proposed' ? approvals.tasks : approvals.toDo;
  return (
    <Section id={`tasks-${state}`} title={title}>
      <Partial why={list.partial} />
      {list.error && <Problem error={list.error} retry={list.loadMore} />}
      {list.loading ? (
        <Loading />
      ) : list.rows.length === 0 ? (
        <p className="quiet">{state === 'proposed' ? approvals.empty : approvals.nothingToDo}</p>
      ) : (
        <ul className="plain divided">
          {list.rows.map((task) => (
            <OneTask key={task.id} task={task} act={act} />
          ))}
        </ul>
      )}
      {list.more && (
        <button type="button" onClick={list.loadMore}>
          {text.organisation.showMore}
        </button>
      )}
    </Section>
  );
}

function OneTask({
  task,
  act,
}: {
  readonly task: TaskData;
  readonly act: (task: TaskData, verb: 'approve' | 'reject' | 'done') => Promise<void>;
}) {
  const { me } = useRouteContext({ from: '/in' });
  const own = task.changesServer && task.proposedBy?.id === me.account;
  return (
    <li>
      <div>
        <strong>{task.title}</strong> <TaskStateBadge state={task.state} />{' '}
        {task.changesServer && <Badge tone="warn">{approvals.changesServer}</Badge>}
      </div>
      <div className="note">
        <Link to="/organisations/$id" params={{ id: task.organisation.id }}>
          {task.organisation.name}
        </Link>
        {task.host && (
          <>
            {' · '}
            <Link to="/hosts/$id" params={{ id: task.host.id }}>
              {task.host.name}
            </Link>
          </>
        )}
        {task.proposedBy && ` · ${approvals.proposedBy} ${task.proposedBy.name}`} · <Time at={task.created} />
      </div>
      {task.detail !== '' && <p className="pre">{task.detail}</p>}
      <TaskOrderView task={task} />
      {mayWrite(me) &&
        (task.state === 'approved' ? (
          <div className="actions">
            <Action title={approvals.done} label={`${approvals.done}: ${task.title}`} run={() => act(task, 'done')} />
          </div>
        ) : own ? (
          <p className="note">{approvals.own}</p>
        ) : (
          <div className="actions">
            <Action
              primary
              title={approvals.approve}
              label={`${approvals.approve}: ${task.title}`}
              run={() => act(task, 'approve')}
            />
            <Action
              title={approvals.reject}
              label={`${approvals.reject}: ${task.title}`}
              run={() => act(task, 'reject')}
            />
          </div>
        ))}
    </li>
  );
}

function Batches() {
  const list = useList(NoticeBatchPage, '/notices/batches', {}, 100);
  const waiting = list.rows.filter((batch) => batch.state === 'draft');
  return (
    <Section id="batches" title={approvals.batches}>
      <Partial why={list.partial} />
      {list.error && <Problem error={list.error} retry={list.loadMore} />}
      {list.loading ? (
        <Loading />
      ) : waiting.length === 0 ? (
        <p className="quiet">{approvals.empty}</p>
      ) : (
        <ul className="plain divided">
          {waiting.map((batch) => (
            <li key={batch.id}>
              <Link to="/notices/$id" params={{ id: batch.id }}>
                {batch.name}
              </Link>
              <div className="note">
                {batch.createdBy && `${text.batch.createdBy} ${batch.createdBy.name} · `}
                <Time at={batch.created} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
