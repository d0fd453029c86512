/** The first administrator, and everybody invited later: password and authenticator by a link that works once. */
import { type SetupFinish, SetupInfo, type SetupStart } from '@allclear/fleet/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { anything, type Input, type Output, send } from '../../api/client.js';
import { queries } from '../../api/session.js';
import { linkToken } from '../../app/link-token.js';
import { text } from '../../text/index.js';
import { Field, SendForm } from '../../ui/form.js';
import { Page } from '../../ui/page.js';
import { Loading } from '../../ui/state.js';

export function SetupPage() {
  const parameters = useParams({ from: '/open/setup/{-$token}' });
  const token = linkToken(parameters.token);
  const info = useQuery({
    queryKey: ['setup', token],
    enabled: token !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: () => send(SetupInfo, 'POST', '/setup/start', { token: token ?? '' } satisfies Input<typeof SetupStart>),
  });
  return (
    <Page title={text.setup.title}>
      {token === undefined ? (
        <p className="message bad">{text.setup.missing}</p>
      ) : info.error ? (
        <p className="message bad" role="alert">
          {text.setup.gone}
        </p>
      ) : info.data ? (
        <SetupForm token={token} info={info.data} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function SetupForm({ token, info }: { readonly token: string; readonly info: Output<typeof SetupInfo> }) {
  const navigate = useNavigate();
  const finish = async (values: Record<string, string>) => {
    const request: Input<typeof SetupFinish> =
      info.purpose === 'sign-in'
        ? { token }
        : {
            token,
            ...(info.email === undefined ? { email: values.email } : {}),
            name: values.name,
            password: values.password,
            code: values.code?.replaceAll(' ', ''),
          };
    await send(anything, 'POST', '/setup/finish', request);
    queries.clear();
    await navigate({ to: '/', replace: true });
  };
  const lead = {
    'first-administrator': text.setup.first,
    invitation: text.setup.invited,
    'sign-in': text.setup.signIn,
  };
  return (
    <>
      <p>{lead[info.purpose]}</p>
      <SendForm label={text.setup.title} submit={text.setup.submit} onSend={finish}>
        {info.purpose !== 'sign-in' && (
          <>
            <Field
              label={text.signIn.email}
              name="email"
              type="email"
              autoComplete="username"
              required
              {...(info.email === undefined ? {} : { value: info.email, readOnly: true })}
            />
            <Field label={text.setup.name} name="name" autoComplete="name" maxLength={200} />
            <Field
              label={text.setup.newPassword}
              name="password"
              type="password"
              autoComplete="new-password"
              minLength={12}
              maxLength={200}
              required
            />
          </>
        )}
        {info.totp && (
          <>
            <div className="secret">
              <p id="totp-secret">{text.setup.secret}</p>
              <output aria-labelledby="totp-secret">{info.totp.secret.replace(/(.{4})(?=.)/g, '$1 ')}</output>
              <p className="hint">{text.setup.secretHint}</p>
              {info.totp.uri.startsWith('otpauth://') && <a href={info.totp.uri}>{text.setup.openApp}</a>}
            </div>
            <Field
              label={text.setup.code}
              name="code"
              inputMode="numeric"
              autoComplete="one-time-code"
              pattern="[0-9 ]{6,7}"
              required
            />
          </>
        )}
      </SendForm>
    </>
  );
}
