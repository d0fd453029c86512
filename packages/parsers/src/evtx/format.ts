/**
 * Layout of Windows XML event logs. All numbers are little-endian; offsets inside a chunk count from the chunk's first
 * byte.
 * Specification: libyal/libevtx, "Windows XML Event Log (EVTX) format"; Microsoft [MS-EVEN6], 2.2.12 "BinXml".
 */

export const FILE_HEADER = {
  bytes: 4096,
  magic: 'ElfFile\0',
  flags: 120,
  checksum: 124,
  /** The checksum covers this many bytes from the start. */
  checked: 120,
} as const;
/** Flag of the file header: the log was not closed in order. */
export const FILE_DIRTY = 1;

export const CHUNK = {
  bytes: 65536,
  magic: 'ElfChnk\0',
  /** Records begin here. */
  records: 512,
  freeSpace: 48,
  recordsChecksum: 52,
  flags: 120,
  checksum: 124,
  /** The header checksum covers [0, 120) and [128, 512). */
  checkedHead: 120,
  checkedTables: 128,
} as const;
/** Flag of a chunk header: no checksums were written. */
export const CHUNK_NO_CHECKSUM = 4;

export const RECORD = {
  /** `**\0\0` */
  magic: 0x2a2a,
  size: 4,
  id: 8,
  written: 16,
  binaryXml: 24,
  /** Header and the copy of the size behind the record. */
  smallest: 28,
} as const;

/** Bit 6 of a token: attributes follow (element) or more data of the same kind. */
export const MORE = 0x40;

export const TOKEN = {
  end: 0x00,
  openElement: 0x01,
  closeStart: 0x02,
  closeEmpty: 0x03,
  endElement: 0x04,
  value: 0x05,
  attribute: 0x06,
  cdata: 0x07,
  character: 0x08,
  entity: 0x09,
  instructionTarget: 0x0a,
  instructionData: 0x0b,
  templateInstance: 0x0c,
  substitution: 0x0d,
  optionalSubstitution: 0x0e,
  fragment: 0x0f,
} as const;

/** A template definition: next offset, GUID, size of the data behind it. */
export const DEFINITION = { guid: 4, size: 20, data: 24 } as const;
/** A name: next offset, hash, characters, text, a closing zero. */
export const NAME = { length: 6, text: 8, end: 2 } as const;

export const TYPE = {
  nothing: 0x00,
  text: 0x01,
  ansi: 0x02,
  int8: 0x03,
  uint8: 0x04,
  int16: 0x05,
  uint16: 0x06,
  int32: 0x07,
  uint32: 0x08,
  int64: 0x09,
  uint64: 0x0a,
  float: 0x0b,
  double: 0x0c,
  boolean: 0x0d,
  binary: 0x0e,
  guid: 0x0f,
  size: 0x10,
  fileTime: 0x11,
  systemTime: 0x12,
  sid: 0x13,
  hex32: 0x14,
  hex64: 0x15,
  handle: 0x20,
  binaryXml: 0x21,
  xml: 0x23,
} as const;
/** Bit 7 of a value type: an array. */
export const ARRAY = 0x80;
