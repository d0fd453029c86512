/** An assessment as a page: verdict, answers, what to do, findings with their evidence, one timeline, what was examined. */
import type { AssessmentAnswer } from '@allclear/fleet/api';
import { useState } from 'react';
import type { Output } from '../../api/client.js';
import { text } from '../../text/index.js';
import { Badge, type Tone } from '../../ui/badge.js';
import { count } from '../../ui/number.js';
import { Section } from '../../ui/page.js';
import { Table } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { FindingCard, SEVERITY_TONES } from './finding.js';

type Answer = Output<typeof AssessmentAnswer>;
export type Document = Answer['document'];
const { host } = text;

const VERDICT_TONES: Readonly<Record<Document['verdict']['level'], Tone>> = {
  compromised: 'bad',
  attacked: 'warn',
  suspicious: 'warn',
  'nothing-found': 'good',
  'cannot-tell': 'quiet',
};
const ANSWER_TONES: Readonly<Record<Document['answers'][number]['answer'], Tone>> = {
  yes: 'bad',
  likely: 'warn',
  partly: 'warn',
  no: 'good',
  'no-sign': 'good',
  unknown: 'quiet',
};

/** For `patched`, yes is the good news. */
function answerTone(answer: Document['answers'][number]): Tone {
  if (answer.id !== 'patched') return ANSWER_TONES[answer.answer];
  return answer.answer === 'yes' ? 'good' : answer.answer === 'no' ? 'bad' : ANSWER_TONES[answer.answer];
}

export function AssessmentView({ assessment }: { readonly assessment: Answer }) {
  const { document } = assessment;
  const { verdict } = document;
  return (
    <>
      <Section id="verdict" title={host.verdict}>
        <p className={`verdict ${VERDICT_TONES[verdict.level]}`}>
          <strong>
            {host.verdicts[verdict.level]}
            {verdict.certainty !== undefined && ` (${host.certainty[verdict.certainty]})`}
          </strong>
          <span>{verdict.statement}</span>
        </p>
        <p className="note">
          {host.assessed} <Time at={assessment.assessed} /> · {assessment.tool} · {assessment.content}
        </p>
        <h3>{host.answers}</h3>
        <dl className="answers">
          {document.answers.map((answer) => (
            <div key={answer.id}>
              <dt>
                {answer.question} <Badge tone={answerTone(answer)}>{host.answer[answer.answer]}</Badge>
              </dt>
              <dd>
                {answer.text}
                {answer.missing.length > 0 && (
                  <div className="note">
                    {host.missing} {answer.missing.join('; ')}
                  </div>
                )}
              </dd>
            </div>
          ))}
        </dl>
      </Section>
      {document.actions.length > 0 && (
        <Section id="actions" title={host.actions}>
          <ol className="todo-list">
            {document.actions.map((action) => (
              <li key={`${action.order}|${action.title}`}>
                <strong>{action.title}</strong>
                <div>{action.how}</div>
              </li>
            ))}
          </ol>
        </Section>
      )}
      <Findings document={document} />
      <Timeline document={document} />
      <Coverage document={document} />
    </>
  );
}

/** Rows of long lists that are shown before all are asked for. */
const FIRST = 25;

function useFirst<T>(rows: readonly T[], first = FIRST): [readonly T[], number, () => void] {
  const [all, setAll] = useState(false);
  return [all ? rows : rows.slice(0, first), all ? 0 : Math.max(0, rows.length - first), () => setAll(true)];
}

function More({ rows, show }: { readonly rows: number; readonly show: () => void }) {
  return rows === 0 ? null : (
    <button type="button" onClick={show}>
      {host.more(rows)}
    </button>
  );
}

function Findings({ document }: { readonly document: Document }) {
  const [shown, left, show] = useFirst(document.findings);
  return (
    <Section id="findings" title={`${host.findings} (${count(document.findings.length)})`}>
      {shown.map((finding) => (
        <FindingCard key={finding.id} finding={finding} />
      ))}
      <More rows={left} show={show} />
    </Section>
  );
}

function Timeline({ document }: { readonly document: Document }) {
  const [shown, left, show] = useFirst(document.timeline, 50);
  return (
    <Section id="timeline" title={host.timeline} note={host.timelineNote}>
      <ol className="timeline">
        {shown.map((entry, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no id of their own, and the list does not change
          <li key={index} className={`tone-${SEVERITY_TONES[entry.severity]}`}>
            <div className="note">
              <Time at={entry.time} /> · {entry.phase}
              {entry.count > 1 && ` · ×${count(entry.count)}`}
            </div>
            <div>{entry.text}</div>
            {entry.place && (
              <div className="note code wrap">
                {entry.place.file}
                {entry.place.line !== undefined && `:${entry.place.line}`}
              </div>
            )}
          </li>
        ))}
      </ol>
      <More rows={left} show={show} />
    </Section>
  );
}

function Coverage({ document }: { readonly document: Document }) {
  const { coverage } = document;
  return (
    <Section id="coverage" title={host.coverage}>
      <Table
        label={host.coverage}
        rows={coverage.sources}
        keyOf={(row) => row.artifact}
        columns={[
          { id: 'source', title: host.source, head: true, cell: (row) => row.title },
          {
            id: 'status',
            title: host.status,
            cell: (row) => (
              <Badge tone={row.status === 'examined' ? 'good' : row.status === 'missing' ? 'warn' : 'quiet'}>
                {host.coverageStatus[row.status]}
              </Badge>
            ),
          },
          { id: 'records', title: host.records, numeric: true, cell: (row) => count(row.records) },
          {
            id: 'period',
            title: host.period,
            cell: (row) =>
              row.period === undefined ? (
                '–'
              ) : (
                <>
                  <Time at={row.period.from} day /> – <Time at={row.period.to} day />
                </>
              ),
          },
        ]}
      />
      {coverage.notExamined.length > 0 && (
        <details>
          <summary>{host.notExamined(coverage.notExamined.length)}</summary>
          <ul className="plain">
            {coverage.notExamined.map((file) => (
              <li key={`${file.file}|${file.code}`}>
                <span className="code wrap">{file.file}</span> <span className="note">{file.reason}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Section>
  );
}
