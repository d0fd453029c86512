/** A button that does something on the server, and says how it went. */
import { useState } from 'react';
import { Problem } from './state.js';

export function Action({
  title,
  run,
  primary = false,
  label,
}: {
  readonly title: string;
  /** Names what it acts on, where several buttons have the same title. */
  readonly label?: string;
  readonly run: () => Promise<unknown>;
  readonly primary?: boolean;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const act = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await run();
    } catch (cause) {
      setError(cause instanceof Error ? cause : new Error(String(cause)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button
        type="button"
        className={primary ? 'primary' : undefined}
        aria-label={label}
        disabled={busy}
        onClick={() => void act()}
      >
        {title}
      </button>
      {error && <Problem error={error} />}
    </>
  );
}
