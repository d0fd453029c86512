import type { ServerProfile } from '../server/index.js';
import { DAY, type RegistryChange, serverHives, type WmiSubscription, wmiRepository } from '../write/index.js';
import { kapePath, type LabEntry } from './entry.js';

/** How long before the first build of its story a server was set up. */
const SET_UP_BEFORE = 200 * DAY;

/** The registry and the WMI repository of a server, with what somebody changed in them. */
export function registryFiles(
  server: ServerProfile,
  changed: { readonly registry: readonly RegistryChange[]; readonly subscriptions: readonly WmiSubscription[] },
): LabEntry[] {
  const first = server.builds[0];
  if (first === undefined) throw new RangeError('a server needs at least one build');
  const installed = first.from - SET_UP_BEFORE;
  const modified = changed.registry.reduce((last, change) => Math.max(last, timeOf(change)), installed);
  const hives = serverHives(server, installed, changed.registry).map(({ path, bytes }) => ({
    path: kapePath(path),
    modified,
    chunks: [bytes],
  }));
  const repository = {
    path: kapePath('C:\\Windows\\System32\\wbem\\Repository\\OBJECTS.DATA'),
    modified: installed,
    chunks: [wmiRepository(changed.subscriptions)],
  };
  return [...hives, repository];
}

function timeOf(change: RegistryChange): number {
  return change.kind === 'account' ? change.account.created : change.at;
}
