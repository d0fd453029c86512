/** Waiting, failing, being incomplete: said in words, and to screen readers. */
import type { ReactNode } from 'react';
import { text } from '../text/index.js';

export function Loading() {
  return (
    <p className="loading" role="status">
      {text.loading}
    </p>
  );
}

export function Problem({ error, retry }: { readonly error: Error; readonly retry?: (() => void) | undefined }) {
  return (
    <div className="message bad" role="alert">
      <p>
        <strong>{text.failed}</strong> {error.message}
      </p>
      {retry && (
        <button type="button" onClick={retry}>
          {text.retry}
        </button>
      )}
    </div>
  );
}

/** A partial answer is never shown as if it were the whole. */
export function Partial({ why }: { readonly why: string | undefined }) {
  return why === undefined ? null : (
    <p className="message warn" role="status">
      {text.partial(why)}
    </p>
  );
}

interface Loadable<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

/** What a query gives, or why it does not. */
export function Loaded<T>({
  query,
  children,
}: {
  readonly query: Loadable<T>;
  readonly children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined)
    return (
      <>
        {query.error && <Problem error={query.error} retry={() => void query.refetch()} />}
        {children(query.data)}
      </>
    );
  return query.error ? <Problem error={query.error} retry={() => void query.refetch()} /> : <Loading />;
}
