/** What stands around every page: landmarks, navigation, colours, sign-out. */
import { type ErrorComponentProps, Link, Outlet, useNavigate, useRouteContext } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { anything, send, setCsrf } from '../api/client.js';
import { isOversight, type Person, queries } from '../api/session.js';
import { text } from '../text/index.js';
import { Page } from '../ui/page.js';
import { Problem } from '../ui/state.js';
import { applyTheme, storedTheme, type Theme } from './theme.js';

function ThemeChoice() {
  const id = useId();
  const [theme, setTheme] = useState<Theme>(storedTheme);
  const choose = (value: string) => {
    const next: Theme = value === 'light' || value === 'dark' ? value : 'system';
    applyTheme(next);
    setTheme(next);
  };
  return (
    <div className="theme">
      <label htmlFor={id}>{text.menu.theme}</label>
      <select id={id} value={theme} onChange={(event) => choose(event.target.value)}>
        <option value="system">{text.menu.themes.system}</option>
        <option value="light">{text.menu.themes.light}</option>
        <option value="dark">{text.menu.themes.dark}</option>
      </select>
    </div>
  );
}

function Skip() {
  return (
    <a className="skip" href="#content">
      {text.skip}
    </a>
  );
}

function Mark() {
  return (
    <svg className="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d="M12 2 4 5v6c0 5 3.4 9.4 8 11 4.6-1.6 8-6 8-11V5z" />
      <path className="tick" d="m8 12 3 3 5-6" />
    </svg>
  );
}

export function PublicFrame() {
  return (
    <div className="frame public">
      <Skip />
      <header className="top">
        <span className="brand">
          <Mark />
          {text.product}
        </span>
        <ThemeChoice />
      </header>
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  );
}

export function SignedInFrame() {
  const { me } = useRouteContext({ from: '/in' });
  return (
    <div className="frame">
      <Skip />
      <header className="top">
        <Link to="/" className="brand">
          <Mark />
          {text.product}
        </Link>
        <span className="authority">{me.authority.name}</span>
        <ThemeChoice />
        <span className="person">{text.menu.signedIn(me.name === '' ? me.email : me.name, text.roles[me.role])}</span>
        <SignOut />
      </header>
      <Menu me={me} />
      <main id="content" tabIndex={-1}>
        <Outlet />
        <p className="foot">{text.utcNote}</p>
      </main>
    </div>
  );
}

function SignOut() {
  const navigate = useNavigate();
  const [error, setError] = useState<Error>();
  const leave = async () => {
    try {
      await send(anything, 'POST', '/logout', {});
      setCsrf(undefined);
      queries.clear();
      await navigate({ to: '/login' });
    } catch (cause) {
      setError(cause instanceof Error ? cause : new Error(String(cause)));
    }
  };
  return (
    <>
      <button type="button" className="quiet-button" onClick={() => void leave()}>
        {text.menu.signOut}
      </button>
      {error && <Problem error={error} />}
    </>
  );
}

function Menu({ me }: { readonly me: Person }) {
  const { menu } = text;
  const people = isOversight(me);
  return (
    <nav className="menu" aria-label={text.navigation}>
      <ul>
        <li>
          <Link to="/" activeOptions={{ exact: true, includeSearch: false }}>
            {menu.board}
          </Link>
        </li>
        <li>
          <Link to="/trend">{menu.trend}</Link>
        </li>
        <li>
          <Link to="/organisations">{menu.organisations}</Link>
        </li>
        {people && (
          <>
            <li>
              <Link to="/campaigns">{menu.campaigns}</Link>
            </li>
            <li>
              <Link to="/notices">{menu.notices}</Link>
            </li>
          </>
        )}
        <li>
          <Link to="/approvals">{menu.approvals}</Link>
        </li>
        <li>
          <Link to="/report">{menu.report}</Link>
        </li>
        <li>
          <Link to="/audit">{menu.audit}</Link>
        </li>
      </ul>
    </nav>
  );
}

export function NotFound() {
  return (
    <div className="frame public">
      <main id="content" tabIndex={-1}>
        <Page title={text.notFound.title}>
          <p>{text.notFound.body}</p>
          <p>
            <Link to="/">{text.notFound.home}</Link>
          </p>
        </Page>
      </main>
    </div>
  );
}

export function Trouble({ error, reset }: ErrorComponentProps) {
  return (
    <div className="frame public">
      <main id="content" tabIndex={-1}>
        <Page title={text.product}>
          <Problem error={error instanceof Error ? error : new Error(String(error))} retry={reset} />
        </Page>
      </main>
    </div>
  );
}
