/** Where the fleet stands: the funnel, the silence, and who they are. */
import type { Board, BoardQuery, Stage } from '@allclear/fleet/api';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Output } from '../../api/client.js';
import { useBoard, useProviders } from '../../api/fleet.js';
import { STAGES } from '../../app/stages.js';
import { text } from '../../text/index.js';
import { Bar } from '../../ui/bar.js';
import { Filters } from '../../ui/filters.js';
import { count, percent } from '../../ui/number.js';
import { Page, Section } from '../../ui/page.js';
import { Loaded, Partial } from '../../ui/state.js';
import { type Column, Table } from '../../ui/table.js';
import { Time } from '../../ui/time.js';

type BoardData = Output<typeof Board>;
type Filter = Output<typeof BoardQuery>;
type Reached = Readonly<globalThis.Partial<Record<Output<typeof Stage>, number>>>;
export const BOARD_FILTERS = ['sector', 'country', 'provider'] as const;

export function BoardPage() {
  const filter = useSearch({ from: '/in/' });
  const navigate = useNavigate();
  const board = useBoard(filter);
  const providers = useProviders();
  return (
    <Page
      title={text.board.title}
      lead={
        board.data && (
          <>
            {text.board.totals(board.data.organisations, board.data.hosts)}. {text.board.at} <Time at={board.data.at} />
          </>
        )
      }
    >
      <Filters
        names={BOARD_FILTERS}
        values={filter}
        providers={providers}
        onChange={(search) => void navigate({ to: '/', search })}
      />
      <Loaded query={board}>
        {(data) => (
          <>
            <Partial why={data.partial} />
            <div className="columns wide-first">
              <Funnel data={data} filter={filter} />
              <Silence data={data} filter={filter} />
            </div>
            <Breakdowns data={data} filter={filter} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

export function Funnel({ data, filter }: { readonly data: BoardData; readonly filter: Filter }) {
  const exposed = data.funnel.find((row) => row.stage === 'exposed')?.organisations ?? 0;
  return (
    <Section id="funnel" title={text.board.funnel} note={text.board.funnelNote}>
      <Table
        label={text.board.funnel}
        rows={data.funnel}
        keyOf={(row) => row.stage}
        columns={[
          {
            id: 'stage',
            title: text.board.stage,
            head: true,
            cell: (row) => (
              <Link to="/organisations" search={{ ...filter, stage: row.stage }}>
                {text.stages[row.stage]}
              </Link>
            ),
          },
          {
            id: 'bar',
            title: text.board.share,
            cell: (row) => (
              <span className="bar-cell">
                <Bar share={exposed === 0 ? 0 : row.organisations / exposed} tone={`stage-${row.stage}`} />
                <span>{percent(row.organisations, exposed)}</span>
              </span>
            ),
          },
          {
            id: 'organisations',
            title: text.board.organisations,
            numeric: true,
            cell: (row) => count(row.organisations),
          },
          { id: 'hosts', title: text.board.hosts, numeric: true, cell: (row) => count(row.hosts) },
        ]}
      />
    </Section>
  );
}

export function Silence({ data, filter }: { readonly data: BoardData; readonly filter: Filter }) {
  const most = Math.max(1, ...data.silence.map((row) => row.organisations));
  return (
    <Section id="silence" title={text.board.silence} note={text.board.silenceNote}>
      <Table
        label={text.board.silence}
        rows={data.silence}
        keyOf={(row) => String(row.from)}
        columns={[
          {
            id: 'days',
            title: text.board.silentFor,
            head: true,
            cell: (row) => (
              <Link to="/organisations" search={{ ...filter, silent: row.from }}>
                {text.board.days(row.from, row.to)}
              </Link>
            ),
          },
          {
            id: 'bar',
            title: text.board.compared,
            cell: (row) => <Bar share={row.organisations / most} tone="stage-exposed" />,
          },
          {
            id: 'organisations',
            title: text.board.organisations,
            numeric: true,
            cell: (row) => count(row.organisations),
          },
        ]}
      />
    </Section>
  );
}

/** Rows shown before all are asked for. */
const FIRST_ROWS = 8;

function Breakdowns({ data, filter }: { readonly data: BoardData; readonly filter: Filter }) {
  return (
    <>
      <Breakdown
        id="by-sector"
        title={text.board.bySector}
        of={text.board.sector}
        rows={data.bySector.map((row) => ({
          key: row.sector,
          reached: row.reached,
          search: { ...filter, sector: row.sector },
        }))}
      />
      <Breakdown
        id="by-country"
        title={text.board.byCountry}
        of={text.board.country}
        rows={data.byCountry.map((row) => ({
          key: row.country,
          reached: row.reached,
          search: { ...filter, country: row.country },
        }))}
      />
      <Breakdown
        id="by-provider"
        title={text.board.byProvider}
        of={text.board.provider}
        rows={data.byProvider.map((row) => ({
          key: row.provider.name,
          reached: row.reached,
          search: { ...filter, provider: row.provider.id },
        }))}
      />
    </>
  );
}

interface BreakdownRow {
  readonly key: string;
  readonly reached: Reached;
  readonly search: Filter;
}

export function Breakdown({
  id,
  title,
  of,
  rows,
  whole = false,
}: {
  readonly id: string;
  readonly title: string;
  /** What each row is. */
  readonly of: string;
  readonly rows: readonly BreakdownRow[];
  /** All rows at once, as on paper. */
  readonly whole?: boolean;
}) {
  const [all, setAll] = useState(whole);
  const columns: Column<BreakdownRow>[] = [
    {
      id: 'key',
      title: of,
      head: true,
      cell: (row) => (
        <Link to="/" search={row.search}>
          {row.key}
        </Link>
      ),
    },
    ...STAGES.map((stage) => ({
      id: stage,
      title: text.stages[stage],
      numeric: true,
      cell: (row: BreakdownRow) => count(row.reached[stage] ?? 0),
    })),
  ];
  return (
    <Section id={id} title={title}>
      {rows.length === 0 ? (
        <p className="quiet">{text.board.noRows}</p>
      ) : (
        <Table label={title} columns={columns} rows={all ? rows : rows.slice(0, FIRST_ROWS)} keyOf={(row) => row.key} />
      )}
      {!all && rows.length > FIRST_ROWS && (
        <button type="button" onClick={() => setAll(true)}>
          {text.board.showAll(rows.length)}
        </button>
      )}
    </Section>
  );
}
