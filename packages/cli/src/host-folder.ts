/** Names that Windows keeps for devices, whatever stands behind a dot. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$/;
/** A DNS name: the folder is called after its first label. */
const DOMAIN_NAME = /^([a-z0-9][a-z0-9-]*)\.[a-z0-9.-]+$/i;
const MAX_LENGTH = 80;

/**
 * A folder name for a host, good on every platform: no separators, no device names of Windows, no dot at the end, never
 * empty, and none of `taken` (names in lower case, since Windows and macOS do not tell case apart).
 */
export function hostFolder(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .slice(0, MAX_LENGTH)
    .replace(/^\.+|\.+$/g, '');
  const short = ADDRESS.test(plain) ? plain : (DOMAIN_NAME.exec(plain)?.[1] ?? plain);
  const safe = short === '' || DEVICE.test(short) ? `host_${short}` : short;
  let candidate = safe;
  for (let n = 2; taken.has(candidate.toLowerCase()); n++) candidate = `${safe}-${n}`;
  return candidate;
}
