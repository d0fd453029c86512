// Statistics of every line of a log: see packages/parsers/src/columns/README.md. Built by ../build.mjs.
import * as L from './layout';
import * as T from './tables';
import { row } from './row';

export { seed } from './text';
export { setTable, setDateLine, dateLine } from './row';
export { process, place, lines, clearSlow, clearDirective, slow, directive, directiveEnd } from './scan';
export {
  reset, full, records, unreadable, untimed, firstTime, lastTime, longPages,
  clients, pages, pairs, servers, builds, lowHour, highHour, countUnreadable,
} from './tables';

/** A row whose cells the host has written; `time` NaN-free, Infinity where it has none. */
export function hostRow(line: f64, offset: f64, time: f64): void {
  row(line, offset, time, true);
}

/** Line feeds in the block's first `length` bytes. */
export function countFeeds(length: u32): u32 {
  const feed = i8x16.splat(0x0a);
  const end = L.BLOCK + length;
  let at: usize = L.BLOCK;
  let total: u32 = 0;
  while (at + 64 <= end) {
    // Bytes of the sum hold up to 255 matches each: 63 rounds of 4.
    let sum = i8x16.splat(0);
    const stop = min(end - 63, at + 64 * 63);
    for (; at < stop; at += 64) {
      const a = i8x16.add(i8x16.eq(v128.load(at), feed), i8x16.eq(v128.load(at, 16), feed));
      const b = i8x16.add(i8x16.eq(v128.load(at, 32), feed), i8x16.eq(v128.load(at, 48), feed));
      sum = i8x16.sub(sum, i8x16.add(a, b));
    }
    const wide = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(sum));
    total +=
      i32x4.extract_lane(wide, 0) + i32x4.extract_lane(wide, 1) + i32x4.extract_lane(wide, 2) + i32x4.extract_lane(wide, 3);
  }
  for (; at < end; at++) if (load<u8>(at) == 0x0a) total++;
  return total;
}
