/** For those who lead: one page of paper, in sentences and numbers. */
import type { Board } from '@allclear/fleet/api';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Output } from '../../api/client.js';
import { useBoard, useProviders } from '../../api/fleet.js';
import { text } from '../../text/index.js';
import { Filters } from '../../ui/filters.js';
import { percent } from '../../ui/number.js';
import { Page, Section } from '../../ui/page.js';
import { Loaded, Partial } from '../../ui/state.js';
import { Time } from '../../ui/time.js';
import { BOARD_FILTERS, Breakdown, Funnel, Silence } from './board.js';

export function ReportPage() {
  const filter = useSearch({ from: '/in/report' });
  const navigate = useNavigate();
  const providers = useProviders();
  const board = useBoard(filter);
  const only = [filter.sector, filter.country, providers.find((one) => one.id === filter.provider)?.name].filter(
    (part) => part !== undefined,
  );
  return (
    <Page
      title={text.report.title}
      lead={
        board.data && (
          <>
            {text.report.made} <Time at={board.data.at} />
            {only.length > 0 && `. ${text.report.filters}: ${only.join(', ')}`}
          </>
        )
      }
      actions={
        <button type="button" className="primary" onClick={() => window.print()}>
          {text.report.print}
        </button>
      }
    >
      <Filters
        names={BOARD_FILTERS}
        values={filter}
        providers={providers}
        onChange={(search) => void navigate({ to: '/report', search })}
      />
      <Loaded query={board}>
        {(data) => (
          <>
            <Partial why={data.partial} />
            <Summary data={data} />
            <Funnel data={data} filter={filter} />
            <Silence data={data} filter={filter} />
            <Breakdown
              id="by-sector"
              title={text.board.bySector}
              whole
              of={text.board.sector}
              rows={data.bySector.map((row) => ({
                key: row.sector,
                reached: row.reached,
                search: { ...filter, sector: row.sector },
              }))}
            />
            <p className="note">{text.report.method}</p>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Summary({ data }: { readonly data: Output<typeof Board> }) {
  const at = (stage: string) => data.funnel.find((row) => row.stage === stage) ?? { organisations: 0, hosts: 0 };
  const exposed = at('exposed').organisations;
  const compromised = at('compromised').organisations;
  const { sentences } = text.report;
  const silent = data.silence.reduce((sum, row) => sum + row.organisations, 0);
  return (
    <Section id="summary" title={text.report.summary}>
      <ul className="sentences">
        <li>{sentences.exposed(exposed, at('exposed').hosts)}</li>
        <li>{sentences.notified(at('notified').organisations, percent(at('notified').organisations, exposed))}</li>
        <li>{sentences.evidence(at('evidence').organisations, percent(at('evidence').organisations, exposed))}</li>
        <li>{sentences.compromised(compromised)}</li>
        <li>{sentences.verified(at('verified').organisations, percent(at('verified').organisations, compromised))}</li>
        <li>{sentences.silent(silent)}</li>
      </ul>
    </Section>
  );
}
