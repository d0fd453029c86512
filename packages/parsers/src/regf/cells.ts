/** The bins of a hive and the cells in them. Offsets count from the first bin, as the hive's own do. */

/** A cell's content: where it begins and ends in the file. */
export interface Cell {
  readonly start: number;
  readonly end: number;
  readonly inUse: boolean;
}

const HBIN = 0x6e696268;
const BIN_HEADER = 32;
const BIN_ALIGNMENT = 4096;
/** Cells begin at multiples of eight. */
const ALIGNMENT = 8;
const NOTHING = 0xffffffff;

export class Cells {
  readonly view: DataView;
  /** Where the bins end: where the header or the file says, whichever comes first. */
  readonly end: number;

  constructor(
    readonly bytes: Uint8Array,
    /** Where the first bin begins in the file. */
    readonly start: number,
    declared: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.end = Math.min(bytes.length, start + declared);
  }

  /** The cell at an offset, cut where the bins end; undefined outside of them. */
  at(offset: number): Cell | undefined {
    if (offset === NOTHING || offset % ALIGNMENT !== 0) return undefined;
    const at = this.start + offset;
    if (at + 8 > this.end) return undefined;
    const size = this.view.getInt32(at, true);
    const length = Math.abs(size);
    if (length < 8) return undefined;
    return { start: at + 4, end: Math.min(at + length, this.end), inUse: size < 0 };
  }

  /** Two letters at the start of a cell as a number, low byte first. */
  signature(cell: Cell): number {
    return cell.start + 2 <= cell.end ? this.view.getUint16(cell.start, true) : 0;
  }

  /** Zero beyond the cell. */
  u16(cell: Cell, at: number): number {
    return cell.start + at + 2 <= cell.end ? this.view.getUint16(cell.start + at, true) : 0;
  }

  u32(cell: Cell, at: number): number {
    return cell.start + at + 4 <= cell.end ? this.view.getUint32(cell.start + at, true) : 0;
  }

  slice(cell: Cell, from: number, length: number): Uint8Array {
    const start = Math.min(cell.start + from, cell.end);
    return this.bytes.subarray(start, Math.min(start + length, cell.end));
  }

  /**
   * Every cell of every bin in order, with its offset. A bin whose header is damaged is searched from its next
   * 4 KB on; a cell that leads out of its bin ends it. `damaged` is called for each.
   */
  *all(damaged?: (offset: number) => void): Generator<{ readonly offset: number; readonly cell: Cell }> {
    let bin = this.start;
    while (bin + BIN_HEADER <= this.end) {
      const size = this.view.getUint32(bin, true) === HBIN ? this.view.getUint32(bin + 8, true) : 0;
      const valid = size >= BIN_ALIGNMENT && size % BIN_ALIGNMENT === 0;
      if (!valid) {
        damaged?.(bin);
        bin += BIN_ALIGNMENT;
        continue;
      }
      const end = Math.min(bin + size, this.end);
      let at = bin + BIN_HEADER;
      while (at + 8 <= end) {
        const length = Math.abs(this.view.getInt32(at, true));
        if (length < 8 || length % ALIGNMENT !== 0 || at + length > end) {
          damaged?.(at);
          break;
        }
        const offset = at - this.start;
        yield { offset, cell: { start: at + 4, end: at + length, inUse: this.view.getInt32(at, true) < 0 } };
        at += length;
      }
      bin += size;
    }
  }
}
