/** For everybody: the answer on the page is the same whatever is known. */
import { CheckAnswer, type CheckRequest } from '@allclear/fleet/api';
import { useState } from 'react';
import { type Input, send } from '../../api/client.js';
import { text } from '../../text/index.js';
import { Field, SendForm } from '../../ui/form.js';
import { Page } from '../../ui/page.js';

export function CheckPage() {
  const [message, setMessage] = useState<string>();
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
      <div aria-live="polite">{message !== undefined && <p className="message info">{message}</p>}</div>
    </Page>
  );
}
