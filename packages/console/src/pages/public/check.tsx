/** For everybody: the answer on the page is the same whatever is known. */
import { CheckAnswer, type CheckRequest, SourceCheckAnswer } from '@allclear/fleet/api';
import { useState } from 'react';
import { type Input, type Output, send } from '../../api/client.js';
import { text } from '../../text/index.js';
import { Action } from '../../ui/action.js';
import { Field, SendForm } from '../../ui/form.js';
import { Page } from '../../ui/page.js';
import { Time } from '../../ui/time.js';

export function CheckPage() {
  const [message, setMessage] = useState<string>();
  const [source, setSource] = useState<Output<typeof SourceCheckAnswer>>();
  const ask = async (values: Record<string, string>) => {
    setMessage(undefined);
    const request: Input<typeof CheckRequest> = { subject: values.subject ?? '' };
    setMessage((await send(CheckAnswer, 'POST', '/check', request)).message);
  };
  return (
    <Page title={text.check.title} lead={text.check.lead}>
      <SendForm label={text.check.title} submit={text.check.submit} onSend={ask}>
        <Field
          label={text.check.subject}
          name="subject"
          required
          maxLength={300}
          autoCapitalize="none"
          spellCheck={false}
        />
      </SendForm>
      <Action
        title={text.check.source}
        run={async () => setSource(await send(SourceCheckAnswer, 'POST', '/check/source'))}
      />
      <div aria-live="polite">
        {message !== undefined && <p className="message info">{message}</p>}
        {source && <Source answer={source} />}
      </div>
    </Page>
  );
}

/** Who asks from an address may know what was seen there. */
function Source({ answer }: { readonly answer: Output<typeof SourceCheckAnswer> }) {
  if (answer.observations.length === 0)
    return <p className="message info">{text.check.sourceNothing(answer.address)}</p>;
  return (
    <div className="message warn">
      <p>{text.check.sourceSeen(answer.address)}</p>
      <ul>
        {answer.observations.map((one) => (
          <li key={`${one.kind}|${one.observed}|${one.source}`}>
            {one.kind}, <Time at={one.observed} />, {one.source}
          </li>
        ))}
      </ul>
    </div>
  );
}
