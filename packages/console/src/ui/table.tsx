/** Tables: plain ones, and long ones of which only the rows in sight are in the document. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';

export interface Column<T> {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: T) => ReactNode;
  readonly numeric?: boolean;
  /** The cell that names the row. */
  readonly head?: boolean;
}

interface Common<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
}

function Head<T>({ columns }: { readonly columns: readonly Column<T>[] }) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <th key={column.id} scope="col" className={column.numeric ? 'numeric' : undefined}>
            {column.title}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Cells<T>({ columns, row }: { readonly columns: readonly Column<T>[]; readonly row: T }) {
  return columns.map((column) =>
    column.head ? (
      <th key={column.id} scope="row">
        {column.cell(row)}
      </th>
    ) : (
      <td key={column.id} className={column.numeric ? 'numeric' : undefined}>
        {column.cell(row)}
      </td>
    ),
  );
}

export function Table<T>({ label, columns, rows, keyOf }: Common<T>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <section className="scroll-x" aria-label={label} tabIndex={0}>
      <table>
        <caption className="hidden">{label}</caption>
        <Head columns={columns} />
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              <Cells columns={columns} row={row} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Height of a row of the long table in CSS pixels; the style sheet says the same. */
const ROW_HEIGHT = 44;
/** Rows from the end at which the next page is asked for. */
const AHEAD = 60;

export function LongTable<T>({
  label,
  columns,
  rows,
  keyOf,
  total,
  loadMore,
}: Common<T> & { readonly total: number | undefined; readonly loadMore: () => void }) {
  const scroller = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const visible = virtual.getVirtualItems();
  const first = visible[0]?.index ?? 0;
  const last = visible.at(-1)?.index ?? -1;
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - AHEAD) loadMore();
  }, [last, rows.length, loadMore]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <section className="scroll-long" aria-label={label} tabIndex={0} ref={scroller}>
      <table className="long" aria-rowcount={(total ?? rows.length) + 1}>
        <caption className="hidden">{label}</caption>
        <Head columns={columns} />
        <tbody>
          <Gap height={first * ROW_HEIGHT} columns={columns.length} />
          {visible.map(({ index }) => {
            const row = rows[index];
            return row === undefined ? null : (
              <tr key={keyOf(row)} aria-rowindex={index + 2}>
                <Cells columns={columns} row={row} />
              </tr>
            );
          })}
          <Gap height={(rows.length - 1 - last) * ROW_HEIGHT} columns={columns.length} />
        </tbody>
      </table>
    </section>
  );
}

/** Stands for the rows that are not in the document. */
function Gap({ height, columns }: { readonly height: number; readonly columns: number }) {
  return height <= 0 ? null : (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: an empty row takes no focus
    <tr aria-hidden="true" className="gap">
      <td colSpan={columns} height={height} />
    </tr>
  );
}
