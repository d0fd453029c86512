/** Fields of forms, and forms that send something and say how it went. */
import { type FormEvent, type InputHTMLAttributes, type ReactNode, useId, useState } from 'react';
import { Problem } from './state.js';

export function Field({
  label,
  hint,
  ...input
}: { readonly label: string; readonly hint?: string } & Omit<InputHTMLAttributes<HTMLInputElement>, 'id'>) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} {...input} aria-describedby={hint === undefined ? undefined : `${id}-hint`} />
      {hint !== undefined && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}

export function Choice({
  label,
  name,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly onChange?: (value: string) => void;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} name={name} defaultValue={value} onChange={(event) => onChange?.(event.target.value)}>
        {options.map(([option, title]) => (
          <option key={option} value={option}>
            {title}
          </option>
        ))}
      </select>
    </div>
  );
}

/** The values of a form's fields, by name; what is empty is left out. */
export function valuesOf(form: HTMLFormElement): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of new FormData(form))
    if (typeof value === 'string' && value.trim() !== '') values[name] = value.trim();
  return values;
}

export function SendForm({
  label,
  onSend,
  children,
  submit,
}: {
  readonly label: string;
  readonly onSend: (values: Record<string, string>) => Promise<void>;
  readonly children: ReactNode;
  readonly submit: string;
}) {
  const [error, setError] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = valuesOf(event.currentTarget);
    setBusy(true);
    setError(undefined);
    try {
      await onSend(values);
    } catch (cause) {
      setError(cause instanceof Error ? cause : new Error(String(cause)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="card form" aria-label={label} onSubmit={(event) => void send(event)}>
      {children}
      {error && <Problem error={error} />}
      <div className="actions">
        <button type="submit" className="primary" disabled={busy}>
          {submit}
        </button>
      </div>
    </form>
  );
}
