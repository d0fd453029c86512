/** Who did what; and whether the record is whole. */
import { type AuditEntry, AuditPage as AuditRows, AuditVerification } from '@allclear/fleet/api';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { get, type Output } from '../../api/client.js';
import { useList } from '../../api/lists.js';
import { text } from '../../text/index.js';
import { Action } from '../../ui/action.js';
import { Field, valuesOf } from '../../ui/form.js';
import { Page } from '../../ui/page.js';
import { Loading, Partial, Problem } from '../../ui/state.js';
import { type Column, LongTable } from '../../ui/table.js';
import { Time } from '../../ui/time.js';

const COLUMNS: readonly Column<Output<typeof AuditEntry>>[] = [
  { id: 'at', title: text.audit.at, head: true, cell: (row) => <Time at={row.at} /> },
  { id: 'actor', title: text.audit.actor, cell: (row) => row.actor },
  { id: 'action', title: text.audit.action, cell: (row) => row.action },
  { id: 'object', title: text.audit.object, cell: (row) => `${row.objectKind} ${row.objectId}` },
  {
    id: 'detail',
    title: text.audit.detail,
    cell: (row) => (
      <span title={JSON.stringify(row.detail)}>
        {Object.keys(row.detail).length === 0 ? '–' : JSON.stringify(row.detail)}
      </span>
    ),
  },
  { id: 'hash', title: text.audit.hash, cell: (row) => <span className="code">{row.hash.slice(0, 12)}</span> },
];

export function AuditPage() {
  const filter = useSearch({ from: '/in/audit' });
  const navigate = useNavigate();
  const list = useList(AuditRows, '/audit', filter);
  const [verification, setVerification] = useState<Output<typeof AuditVerification>>();
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { action } = valuesOf(event.currentTarget);
    const { action: _before, ...rest } = filter;
    void navigate({ to: '/audit', search: action === undefined ? rest : { ...rest, action } });
  };
  return (
    <Page
      title={text.audit.title}
      lead={text.audit.lead}
      actions={
        <Action
          title={text.audit.verify}
          run={async () => setVerification(await get(AuditVerification, '/audit/verify'))}
        />
      }
    >
      <div role="status">
        {verification && (
          <p className={`message ${verification.intact ? 'good' : 'bad'}`}>
            {verification.intact
              ? text.audit.intact(verification.rows)
              : text.audit.broken(verification.firstBroken ?? text.unknown)}
          </p>
        )}
      </div>
      <search>
        <form className="filters" aria-label={text.filters.legend} onSubmit={apply}>
          <Field
            key={filter.action ?? ''}
            label={text.audit.action}
            name="action"
            defaultValue={filter.action}
            maxLength={100}
          />
          <div className="actions">
            <button type="submit">{text.filters.apply}</button>
          </div>
        </form>
      </search>
      <p className="note" aria-live="polite">
        {list.loading ? text.loading : text.audit.rows(list.rows.length)}
      </p>
      <Partial why={list.partial} />
      {list.error && <Problem error={list.error} retry={list.loadMore} />}
      {list.loading ? (
        <Loading />
      ) : (
        <LongTable
          label={text.audit.table}
          columns={COLUMNS}
          rows={list.rows}
          keyOf={(row) => row.id}
          total={list.more ? undefined : list.rows.length}
          loadMore={list.loadMore}
        />
      )}
    </Page>
  );
}
