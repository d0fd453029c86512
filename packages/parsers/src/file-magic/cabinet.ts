/** Names of the files in a Microsoft cabinet, from its directory alone. Specification: [MS-CAB] 2.1–2.3. */

export const MAX_CABINET_FILES = 200;
const MAX_NAME = 256;

/** Empty where `bytes` is no cabinet or its directory lies beyond them. */
export function cabinetNames(bytes: Uint8Array): string[] {
  if (bytes.length < 36 || String.fromCharCode(...bytes.subarray(0, 4)) !== 'MSCF') return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.min(view.getUint16(28, true), MAX_CABINET_FILES);
  const names: string[] = [];
  let at = view.getUint32(16, true);
  for (let i = 0; i < count && at + 16 < bytes.length; i++) {
    const end = bytes.indexOf(0, at + 16);
    if (end < 0 || end - at - 16 > MAX_NAME) break;
    names.push(new TextDecoder().decode(bytes.subarray(at + 16, end)));
    at = end + 1;
  }
  return names;
}
