/** What a dry run found: how many, to whom not, and samples as they would go out. */
import type { NoticePreview } from '@allclear/fleet/api';
import type { Output } from '../../api/client.js';
import { text } from '../../text/index.js';
import { count } from '../../ui/number.js';
import { Section } from '../../ui/page.js';

const { compose } = text;

function Counts({ title, counts }: { readonly title: string; readonly counts: Readonly<Record<string, number>> }) {
  return (
    <>
      <dt>{title}</dt>
      <dd>
        {Object.entries(counts)
          .map(([name, value]) => `${name} ${count(value)}`)
          .join(', ') || '–'}
      </dd>
    </>
  );
}

export function Preview({ preview }: { readonly preview: Output<typeof NoticePreview> }) {
  return (
    <Section id="preview" title={compose.previewTitle}>
      <p>
        <strong>{compose.previewLead(preview.messages, preview.organisations)}</strong>
      </p>
      <dl>
        <Counts title={compose.channel} counts={preview.byChannel} />
        <Counts title={compose.language} counts={preview.byLanguage} />
      </dl>
      {preview.unreachableTotal > 0 && (
        <details className="message warn">
          <summary>{compose.unreachable(preview.unreachableTotal)}</summary>
          <ul>
            {preview.unreachable.map((one) => (
              <li key={one.organisation.id}>
                {one.organisation.name}: {one.reason}
              </li>
            ))}
          </ul>
        </details>
      )}
      <h3>{compose.samples}</h3>
      {preview.samples.map((sample, index) => (
        <details className="mail" key={`${sample.organisation.id}|${sample.address}`} open={index === 0}>
          <summary className="note">
            {compose.sampleTo} {sample.address} ({sample.organisation.name}, {sample.language})
          </summary>
          <p lang={sample.language}>
            <strong>{sample.subject}</strong>
          </p>
          <p className="pre" lang={sample.language}>
            {sample.body}
          </p>
        </details>
      ))}
    </Section>
  );
}
