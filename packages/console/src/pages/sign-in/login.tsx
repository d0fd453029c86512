import { LoginAnswer, type LoginRequest, type TotpRequest } from '@allclear/fleet/api';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError, anything, type Input, send, setCsrf } from '../../api/client.js';
import { queries } from '../../api/session.js';
import { text } from '../../text/index.js';
import { Field, SendForm } from '../../ui/form.js';
import { Page } from '../../ui/page.js';

/** In the words of the person who signs in; all else as the server says it. */
function explained(error: unknown, refused: string): unknown {
  return error instanceof ApiError && (error.status === 401 || error.status === 400)
    ? new ApiError(error.status, error.code, refused)
    : error;
}

export function LoginPage() {
  const [step, setStep] = useState<'password' | 'totp'>('password');
  const { next } = useSearch({ from: '/open/login' });
  const navigate = useNavigate();
  const enter = async () => {
    queries.clear();
    await navigate({ to: next ?? '/', replace: true });
  };
  const password = async (values: Record<string, string>) => {
    const request: Input<typeof LoginRequest> = { email: values.email ?? '', password: values.password ?? '' };
    const answer = await send(LoginAnswer, 'POST', '/login', request).catch((error: unknown) => {
      throw explained(error, text.signIn.wrong);
    });
    setCsrf(answer.csrf);
    if (answer.next === 'done') await enter();
    else setStep('totp');
  };
  const totp = async (values: Record<string, string>) => {
    const request: Input<typeof TotpRequest> = { code: (values.code ?? '').replaceAll(' ', '') };
    await send(anything, 'POST', '/login/totp', request).catch((error: unknown) => {
      throw explained(error, text.signIn.wrongCode);
    });
    await enter();
  };
  return step === 'password' ? (
    <Page title={text.signIn.title} key="password">
      <SendForm label={text.signIn.title} submit={text.signIn.submit} onSend={password}>
        <Field label={text.signIn.email} name="email" type="email" autoComplete="username" required />
        <Field
          label={text.signIn.password}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          maxLength={200}
        />
      </SendForm>
    </Page>
  ) : (
    <Page title={text.signIn.totpTitle} key="totp">
      <SendForm label={text.signIn.totpTitle} submit={text.signIn.confirm} onSend={totp}>
        <Field
          label={text.signIn.code}
          hint={text.signIn.totpHint}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9 ]{6,7}"
          required
        />
      </SendForm>
    </Page>
  );
}
