/** One finding: what, how certain, and the evidence as it stands in the file. Whatever the evidence holds is text only. */
import { text } from '../../text/index.js';
import { Badge, type Tone } from '../../ui/badge.js';
import { count } from '../../ui/number.js';
import { Time } from '../../ui/time.js';
import type { Document } from './assessment.js';

type Finding = Document['findings'][number];
const { host } = text;

export const SEVERITY_TONES: Readonly<Record<Finding['severity'], Tone>> = {
  critical: 'bad',
  high: 'bad',
  medium: 'warn',
  low: 'info',
  info: 'quiet',
};

export function FindingCard({ finding }: { readonly finding: Finding }) {
  return (
    <details className={`finding tone-${SEVERITY_TONES[finding.severity]}`} id={finding.id}>
      <summary>
        <Badge tone={SEVERITY_TONES[finding.severity]}>{host.severities[finding.severity]}</Badge>
        <span className="finding-title">{finding.rule.title}</span>
        <span className="note">
          <Time at={finding.first} /> · {count(finding.count)}×
        </span>
      </summary>
      <p>{finding.what}</p>
      <p>
        <strong>{host.why}.</strong> {finding.why}
      </p>
      <p>
        <strong>{host.next}.</strong> {finding.next}
      </p>
      <ul className="plain entities">
        {finding.entities.map((entity) => (
          <li key={`${entity.kind}|${entity.value}`}>
            <span className="note">{entity.kind}</span> <span className="code wrap">{entity.value}</span>
          </li>
        ))}
      </ul>
      {finding.quotes.length > 0 && (
        <>
          <h4>{host.quotes}</h4>
          {finding.quotes.map((quote, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: quotes have no id of their own, and the list does not change
            <Quote key={index} quote={quote} />
          ))}
        </>
      )}
      {finding.falsePositives.length > 0 && (
        <p className="note">
          {host.falsePositives}: {finding.falsePositives.join('; ')}
        </p>
      )}
      <p className="note">
        {[
          ...finding.techniques.map((one) => `${one.id} ${one.name}`),
          ...finding.vulnerabilities,
          finding.rule.id,
        ].join(' · ')}
      </p>
    </details>
  );
}

function Quote({ quote }: { readonly quote: Finding['quotes'][number] }) {
  const { place } = quote;
  const where = [
    place.file,
    place.line === undefined ? undefined : host.line(place.line),
    place.record === undefined ? undefined : host.record(place.record),
    place.key,
  ].filter((part) => part !== undefined);
  return (
    <figure className="quote">
      <figcaption className="note">
        <span className="code wrap">{where.join(', ')}</span>
        {quote.time !== undefined && (
          <>
            {' · '}
            <Time at={quote.time} />
          </>
        )}
      </figcaption>
      <dl>
        {Object.entries(quote.fields).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="code wrap">{value}</dd>
          </div>
        ))}
      </dl>
    </figure>
  );
}
