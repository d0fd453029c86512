/** For recipients of notices: no more of them. Asks for a click, because programs follow links in mail too. */
import { Done } from '@allclear/fleet/api';
import { useState } from 'react';
import { send } from '../../api/client.js';
import { linkToken } from '../../app/link-token.js';
import { text } from '../../text/index.js';
import { Action } from '../../ui/action.js';
import { Page } from '../../ui/page.js';

export function OptOutPage() {
  const token = linkToken(undefined);
  const [done, setDone] = useState(false);
  const leave = async () => {
    await send(Done, 'POST', `/notice/opt-out?token=${encodeURIComponent(token ?? '')}`);
    setDone(true);
  };
  return (
    <Page title={text.optOut.title} lead={text.optOut.lead}>
      {token === undefined ? (
        <p className="message bad">{text.setup.missing}</p>
      ) : (
        !done && <Action primary title={text.optOut.submit} run={leave} />
      )}
      <div aria-live="polite">{done && <p className="message good">{text.optOut.done}</p>}</div>
    </Page>
  );
}
