/** How it went on: each source for itself, broken where its method changed. */
import { Trend, type TrendSeries } from '@allclear/fleet/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { get, type Output } from '../../api/client.js';
import { useProviders } from '../../api/fleet.js';
import { text } from '../../text/index.js';
import { Filters } from '../../ui/filters.js';
import { Choice } from '../../ui/form.js';
import { LineChart } from '../../ui/line-chart.js';
import { count } from '../../ui/number.js';
import { Page, Section } from '../../ui/page.js';
import { Loaded, Partial } from '../../ui/state.js';
import { Table } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { BOARD_FILTERS } from './board.js';

type Series = Output<typeof TrendSeries>;
const kindName = (kind: string): string => (text.trend.kinds as Readonly<Record<string, string>>)[kind] ?? kind;

export function TrendPage() {
  const search = useSearch({ from: '/in/trend' });
  const navigate = useNavigate();
  const providers = useProviders();
  const trend = useQuery({
    queryKey: ['trend', search],
    queryFn: ({ signal }) => get(Trend, '/trend', search, signal),
    placeholderData: (before) => before,
  });
  const { kind, ...filter } = search;
  return (
    <Page title={text.trend.title} lead={text.trend.lead}>
      <Filters
        names={BOARD_FILTERS}
        values={filter}
        providers={providers}
        onChange={(next) => void navigate({ to: '/trend', search: { ...next, kind } })}
      />
      <div className="inline-choice">
        <Choice
          key={kind ?? ''}
          label={text.trend.kind}
          name="kind"
          value={kind ?? ''}
          options={[['', text.all], ...Object.entries(text.trend.kinds)]}
          onChange={(next) => {
            const chosen = Object.keys(text.trend.kinds).find((name) => name === next) as typeof kind;
            void navigate({ to: '/trend', search: { ...filter, kind: chosen } });
          }}
        />
      </div>
      <Loaded query={trend}>
        {(data) => (
          <>
            <Partial why={data.partial} />
            {data.series.length === 0 && <p className="quiet">{text.trend.empty}</p>}
            {data.series.map((series, index) => (
              <SeriesCard
                key={`${series.source}|${series.kind}|${series.denominator ?? ''}`}
                series={series}
                id={`series-${index}`}
              />
            ))}
          </>
        )}
      </Loaded>
    </Page>
  );
}

export function SeriesCard({ series, id }: { readonly series: Series; readonly id: string }) {
  const kind = kindName(series.kind);
  const rows = series.stretches.flatMap((stretch, number) =>
    stretch.points.map((point) => ({ ...point, number, method: stretch.method, detector: detectorName(stretch) })),
  );
  return (
    <Section id={id} title={`${series.source}: ${kind}`}>
      {series.denominator !== undefined && (
        <p className="note">
          {text.trend.denominator}: {series.denominator}
        </p>
      )}
      <LineChart
        label={text.trend.chart(series.source, kind, series.stretches.length - 1)}
        stretches={series.stretches}
        breakLabel={text.trend.break}
        format={count}
      />
      <ul className="legend">
        {series.stretches.map((stretch, index) => (
          <li key={`${detectorName(stretch)}|${stretch.method}|${stretch.points[0]?.at ?? index}`}>
            <span className={`swatch stretch-${index % 4}`} aria-hidden="true" />
            {detectorName(stretch)}
            {stretch.method !== '' && `: ${stretch.method}`}
            {stretch.points[0] !== undefined && (
              <>
                {' '}
                (<Time at={stretch.points[0].at} day /> – <Time at={stretch.points.at(-1)?.at} day />)
              </>
            )}
          </li>
        ))}
      </ul>
      <details>
        <summary>{text.trend.table}</summary>
        <Table
          label={`${series.source}: ${kind}`}
          rows={rows}
          keyOf={(row) => `${row.number}|${row.at}`}
          columns={[
            { id: 'at', title: text.trend.date, head: true, cell: (row) => <Time at={row.at} day /> },
            { id: 'count', title: text.trend.count, numeric: true, cell: (row) => count(row.count) },
            { id: 'detector', title: text.trend.detector, cell: (row) => row.detector },
            { id: 'method', title: text.trend.method, cell: (row) => row.method },
          ]}
        />
      </details>
    </Section>
  );
}

const detectorName = (stretch: { readonly detector: string; readonly detectorVersion: string }): string =>
  stretch.detectorVersion === '' ? stretch.detector : `${stretch.detector} ${stretch.detectorVersion}`;
