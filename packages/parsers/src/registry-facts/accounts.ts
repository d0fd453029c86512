/**
 * Accounts and groups of the computer itself, out of the SAM.
 * Source: https://github.com/libyal/winreg-kb, docs/sources/sam-keys (structures F, V and C).
 */
import { fileTimeOf, keyAt, type RegistryKey, utf16Text } from '../regf/index.js';
import type { Mount } from './mount.js';
import type { FactSink } from './sink.js';

const DISABLED = 0x0001;
const PASSWORD_NOT_REQUIRED = 0x0004;
const NEVER_EXPIRES = 0x0200;
const V_DATA = 0xcc;
const C_DATA = 0x34;
const MAX_MEMBERS = 2000;
const ADMINISTRATORS = 544;
const REMOTE_DESKTOP = 555;
const REMOTE_MANAGEMENT = 580;

interface Group {
  readonly key: RegistryKey;
  readonly rid: number;
  readonly name: string;
  readonly members: readonly string[];
}

export function accountFacts(mount: Mount, sink: FactSink): void {
  const domains = keyAt(mount.root, 'SAM\\Domains');
  const account = domains?.subkey('Account');
  const machine = machineSid(account?.value('V')?.data());
  const groups = [...groupsOf(domains?.subkey('Builtin')), ...groupsOf(account)];
  const users = account?.subkey('Users');
  const created = new Map<string, number | undefined>();
  for (const name of users?.subkey('Names')?.subkeys() ?? []) created.set(name.name.toLowerCase(), name.lastWritten);
  const sids = new Set<string>();
  for (const user of users?.subkeys() ?? []) {
    if (!/^[0-9a-f]{8}$/i.test(user.name)) continue;
    const rid = Number.parseInt(user.name, 16);
    const sid = machine === undefined ? undefined : `${machine}-${rid}`;
    if (sid) sids.add(sid);
    oneAccount(mount, user, rid, sid, groups, created, sink);
  }
  for (const group of groups) {
    for (const member of group.members) {
      if (sids.has(member)) continue;
      sink.add(mount, 'local-account', 'group-member', group.key, {
        name: group.name,
        groupRid: group.rid,
        sid: member,
      });
    }
  }
}

function oneAccount(
  mount: Mount,
  key: RegistryKey,
  rid: number,
  sid: string | undefined,
  groups: readonly Group[],
  created: ReadonlyMap<string, number | undefined>,
  sink: FactSink,
): void {
  const f = key.value('F')?.data() ?? new Uint8Array(0);
  const v = key.value('V')?.data() ?? new Uint8Array(0);
  const view = new DataView(f.buffer, f.byteOffset, f.byteLength);
  const flags = f.length >= 58 ? view.getUint16(56, true) : 0;
  const ownRid = f.length >= 52 ? view.getUint32(48, true) : rid;
  const name = field(v, 0x0c, V_DATA);
  const iso = (at: number): string | undefined => {
    const time = f.length >= at + 8 ? fileTimeOf(f, at) : undefined;
    return time === undefined ? undefined : new Date(time).toISOString();
  };
  const time = name === undefined ? undefined : created.get(name.toLowerCase());
  const member = groups.filter((group) => sid !== undefined && group.members.includes(sid));
  const has = (wanted: number): 'true' | undefined =>
    member.some((group) => group.rid === wanted) ? 'true' : undefined;
  sink.add(
    mount,
    'local-account',
    'account',
    key,
    {
      name,
      rid,
      sid,
      fullName: field(v, 0x18, V_DATA),
      comment: field(v, 0x24, V_DATA),
      created: time === undefined ? undefined : new Date(time).toISOString(),
      passwordSet: iso(24),
      lastLogon: iso(8),
      logons: f.length >= 68 ? view.getUint16(66, true) : undefined,
      disabled: flags & DISABLED ? 'true' : 'false',
      passwordNotRequired: flags & PASSWORD_NOT_REQUIRED ? 'true' : undefined,
      passwordNeverExpires: flags & NEVER_EXPIRES ? 'true' : undefined,
      groups: member.map((group) => group.name).join(';'),
      administrator: has(ADMINISTRATORS),
      remoteDesktop: has(REMOTE_DESKTOP),
      remoteManagement: has(REMOTE_MANAGEMENT),
      builtIn: rid < 1000 ? 'true' : 'false',
      // The account logs on as somebody else where the two numbers differ.
      otherRid: ownRid === rid ? undefined : ownRid,
    },
    { time },
  );
}

/** Offset and length of a text stand at `at`; the text behind `base`. */
function field(bytes: Uint8Array, at: number, base: number): string | undefined {
  if (at + 8 > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = base + view.getUint32(at, true);
  const length = view.getUint32(at + 4, true);
  return start + length > bytes.length || length === 0 ? undefined : utf16Text(bytes.subarray(start, start + length));
}

function groupsOf(domain: RegistryKey | undefined): Group[] {
  const groups: Group[] = [];
  for (const key of domain?.subkey('Aliases')?.subkeys() ?? []) {
    if (!/^[0-9a-f]{8}$/i.test(key.name)) continue;
    const c = key.value('C')?.data() ?? new Uint8Array(0);
    groups.push({
      key,
      rid: Number.parseInt(key.name, 16),
      name: field(c, 0x10, C_DATA) ?? key.name,
      members: membersOf(c),
    });
  }
  return groups;
}

function membersOf(c: Uint8Array): string[] {
  if (c.length < C_DATA) return [];
  const view = new DataView(c.buffer, c.byteOffset, c.byteLength);
  const members: string[] = [];
  let at = C_DATA + view.getUint32(0x28, true);
  const count = Math.min(view.getUint32(0x30, true), MAX_MEMBERS);
  for (let i = 0; i < count; i++) {
    const sid = sidAt(c, at);
    if (sid === undefined) break;
    members.push(sid.text);
    at += sid.length;
  }
  return members;
}

/** [MS-DTYP] 2.4.2.2. */
export function sidAt(bytes: Uint8Array, at: number): { readonly text: string; readonly length: number } | undefined {
  const count = bytes[at + 1] ?? 0;
  const length = 8 + 4 * count;
  if (bytes[at] !== 1 || count === 0 || count > 15 || at + length > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const authority = view.getUint16(at + 2, false) * 2 ** 32 + view.getUint32(at + 4, false);
  const parts = Array.from({ length: count }, (_, i) => view.getUint32(at + 8 + 4 * i, true));
  return { text: ['S', 1, authority, ...parts].join('-'), length };
}

/** The last twelve bytes of the domain's V. */
function machineSid(v: Uint8Array | undefined): string | undefined {
  if (v === undefined || v.length < 24) return undefined;
  const view = new DataView(v.buffer, v.byteOffset, v.byteLength);
  const at = v.length - 12;
  return `S-1-5-21-${view.getUint32(at, true)}-${view.getUint32(at + 4, true)}-${view.getUint32(at + 8, true)}`;
}
