/** What the change journal says about a file. Source: USN_RECORD_V2, https://learn.microsoft.com/windows/win32/api/winioctl */

export const USN_REASON = {
  dataOverwrite: 0x1,
  dataExtend: 0x2,
  dataTruncation: 0x4,
  namedDataOverwrite: 0x10,
  namedDataExtend: 0x20,
  namedDataTruncation: 0x40,
  fileCreate: 0x100,
  fileDelete: 0x200,
  eaChange: 0x400,
  securityChange: 0x800,
  renameOldName: 0x1000,
  renameNewName: 0x2000,
  indexableChange: 0x4000,
  basicInfoChange: 0x8000,
  hardLinkChange: 0x1_0000,
  compressionChange: 0x2_0000,
  encryptionChange: 0x4_0000,
  objectIdChange: 0x8_0000,
  reparsePointChange: 0x10_0000,
  streamChange: 0x20_0000,
  transactedChange: 0x40_0000,
  integrityChange: 0x80_0000,
  desiredStorageClassChange: 0x100_0000,
  close: 0x8000_0000,
} as const;

/** Names of the reasons, in the order of their bits; bits without a name stay out. */
export function reasonNames(reason: number): string[] {
  return Object.entries(USN_REASON)
    .filter(([, bit]) => (reason & bit) !== 0)
    .map(([name]) => name);
}
