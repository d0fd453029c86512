/** A share as a bar. Drawn in SVG: widths are attributes, the page's policy allows no inline styles. */
export function Bar({ share, tone = 'accent' }: { readonly share: number; readonly tone?: string }) {
  const width = Math.max(0, Math.min(1, Number.isFinite(share) ? share : 0)) * 100;
  return (
    <svg className={`bar ${tone}`} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect className="bar-track" x="0" y="0" width="100" height="8" />
      <rect className="bar-fill" x="0" y="0" width={width} height="8" />
    </svg>
  );
}
