/** Times are UTC everywhere, and say so. */
const MINUTE = 16;

/** `2021-03-03 04:20 UTC`; anything that is no time is shown as it came. */
export function utc(text: string, length = MINUTE): string {
  if (Number.isNaN(Date.parse(text))) return text;
  return `${new Date(text).toISOString().slice(0, length).replace('T', ' ')} UTC`;
}

export function Time({ at, day = false }: { readonly at: string | undefined; readonly day?: boolean }) {
  if (at === undefined) return <span className="quiet">–</span>;
  return (
    <time className="time" dateTime={at}>
      {utc(at, day ? 10 : MINUTE)}
    </time>
  );
}
