/** Whether a notice is genuine, by the code that stands in it. */
import { NoticeVerification } from '@allclear/fleet/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { get } from '../../api/client.js';
import { text } from '../../text/index.js';
import { Field, SendForm } from '../../ui/form.js';
import { Page } from '../../ui/page.js';
import { Loaded } from '../../ui/state.js';
import { Time } from '../../ui/time.js';

export function VerifyPage() {
  const { code } = useSearch({ from: '/open/verify' });
  const navigate = useNavigate();
  const answer = useQuery({
    queryKey: ['verify', code],
    enabled: code !== undefined,
    queryFn: ({ signal }) => get(NoticeVerification, '/notice/verify', { code }, signal),
  });
  const ask = async (values: Record<string, string>) => {
    const given = values.code;
    await navigate({ to: '/verify', search: given === undefined ? {} : { code: given } });
  };
  return (
    <Page title={text.verify.title} lead={text.verify.lead}>
      <SendForm label={text.verify.title} submit={text.verify.submit} onSend={ask}>
        <Field
          label={text.verify.code}
          name="code"
          defaultValue={code}
          required
          maxLength={200}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
        />
      </SendForm>
      <div aria-live="polite">
        {code !== undefined && (
          <Loaded query={answer}>
            {(found) =>
              found.genuine ? (
                <div className="message good">
                  <p>
                    <strong>{text.verify.genuine}</strong>
                  </p>
                  <p>
                    {text.verify.by} {found.authority}
                    {found.sentOn !== undefined && (
                      <>
                        , {text.verify.sentOn.toLowerCase()} <Time at={found.sentOn} day />
                      </>
                    )}
                  </p>
                </div>
              ) : (
                <p className="message bad">{text.verify.notGenuine}</p>
              )
            }
          </Loaded>
        )}
      </div>
    </Page>
  );
}
