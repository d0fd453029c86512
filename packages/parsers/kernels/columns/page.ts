// Which part of a URL path names a page that the server executes.

/** The bytes of an extension (without dot, folded) as they stand in memory. */
const ASP: u64 = 0x707361;
const SVC: u64 = 0x637673;
const PHP: u64 = 0x706870;
const JSP: u64 = 0x70736a;
const CFM: u64 = 0x6d6663;
const ASPX: u64 = 0x78707361;
const ASMX: u64 = 0x786d7361;
const ASHX: u64 = 0x78687361;
const ASAX: u64 = 0x78617361;
const ASCX: u64 = 0x78637361;
const SOAP: u64 = 0x70616f73;
const SHTML: u64 = 0x6c6d746873;
const CSHTML: u64 = 0x6c6d74687363;

@inline
function ends(at: usize, end: usize): bool {
  if (at == end) return true;
  const b = <u32>load<u8>(at);
  return at < end && (b == 0x2f || b == 0x3f);
}

/** Length of the executable extension that begins at `at` and ends its path segment; 0 if it is none. */
function extension(at: usize, end: usize): u32 {
  // Letters only differ from capitals by bit 5; other bytes that fold to a letter do not exist.
  const raw = load<u64>(at);
  const x = raw | 0x2020202020202020;
  const three = x & 0xffffff;
  if (ends(at + 3, end)) return three == ASP || three == SVC || three == PHP || three == JSP || three == CFM ? 3 : 0;
  if (ends(at + 4, end)) {
    const four = x & 0xffffffff;
    return four == ASPX || four == ASMX || four == ASHX || four == ASAX || four == ASCX || four == SOAP ? 4 : 0;
  }
  if (ends(at + 5, end)) return (x & 0xffffffffff) == SHTML ? 5 : 0;
  if (ends(at + 6, end)) return (x & 0xffffffffffff) == CSHTML ? 6 : 0;
  return 0;
}

/** Length of the path up to the end of the first executable file name in it; 0 where there is none. */
@inline
export function pageLength(at: usize, length: u32): u32 {
  const dot = i8x16.splat(0x2e);
  const question = i8x16.splat(0x3f);
  for (let i: u32 = 0; i < length; i += 16) {
    const bytes = v128.load(at + i);
    let dots = i8x16.bitmask(i8x16.eq(bytes, dot));
    // A path ends at a question mark.
    const marks = i8x16.bitmask(i8x16.eq(bytes, question));
    if (marks != 0) dots &= (marks & -marks) - 1;
    while (dots != 0) {
      const p = i + <u32>ctz(dots);
      dots &= dots - 1;
      if (p >= length) return 0;
      const n = extension(at + p + 1, at + length);
      if (n != 0) return p + 1 + n;
    }
    if (marks != 0) return 0;
  }
  return 0;
}
