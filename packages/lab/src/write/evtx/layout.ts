/**
 * Layout of Windows XML event logs, as far as the writer needs it. All numbers are little-endian; offsets inside a
 * chunk count from its first byte. Kept apart from the reader's table: a mistake must not hide by being in both.
 * Specification: libyal/libevtx, "Windows XML Event Log (EVTX) format"; Microsoft [MS-EVEN6], 2.2.12 "BinXml".
 */

export const FILE_HEADER_BYTES = 4096;
/** What the header block says of itself: the bytes of it that are in use. */
export const FILE_HEADER_USED = 128;
export const CHUNK_BYTES = 65_536;

/** Offsets in a chunk's header. */
export const CHUNK_HEADER = {
  firstNumber: 8,
  lastNumber: 16,
  firstId: 24,
  lastId: 32,
  used: 40,
  lastRecord: 44,
  freeSpace: 48,
  recordsChecksum: 52,
  flags: 120,
  checksum: 124,
  names: 128,
  templates: 384,
  records: 512,
} as const;
/** What Windows sets in every chunk that holds records and has checksums. */
export const CHUNK_FLAGS = 1;

/**
 * Buckets of the two tables of a chunk's header; each holds the offset of the newest entry, which leads to the older. A
 * name's bucket is the remainder of its hash. By what Windows sorts templates is not known (the first four bytes of the
 * GUID alone it is not); we take those.
 */
export const NAME_BUCKETS = 64;
export const TEMPLATE_BUCKETS = 32;

/** `**`, two zeros. */
export const RECORD_MAGIC = 0x2a2a;

export const TOKEN = {
  end: 0x00,
  openElement: 0x01,
  closeStart: 0x02,
  closeEmpty: 0x03,
  endElement: 0x04,
  text: 0x05,
  attribute: 0x06,
  templateInstance: 0x0c,
  substitution: 0x0d,
  optionalSubstitution: 0x0e,
  fragment: 0x0f,
} as const;
/** Added to a token: an element has attributes; another attribute follows. */
export const MORE = 0x40;
/** Dependency of an element that stands whatever the values are. */
export const NO_DEPENDENCY = 0xffff;

export const VALUE_TYPE = {
  nothing: 0x00,
  text: 0x01,
  uint8: 0x04,
  uint16: 0x06,
  uint32: 0x08,
  uint64: 0x0a,
  guid: 0x0f,
  fileTime: 0x11,
  sid: 0x13,
  hex32: 0x14,
  hex64: 0x15,
  binaryXml: 0x21,
  texts: 0x81,
} as const;
