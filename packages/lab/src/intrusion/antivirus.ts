import type { Day } from '../background/index.js';
import { fqdn, words } from '../server/index.js';
import type { WindowsEvent } from '../traffic/index.js';
import { at, iso } from '../write/index.js';
import { pageBytes } from './page-forms.js';
import type { IntrusionStep } from './step.js';
import type { World } from './world.js';

/** Defender finds one file (1116) and removes it (1117); it looks no further. */
export function antivirus(day: Day, step: Extract<IntrusionStep, { kind: 'antivirus' }>, world: World): void {
  const time = at(step.at);
  const file = world.files.get(step.path.toLowerCase());
  if (!file) throw new RangeError(`no step of this scenario wrote ${step.path}`);
  const emptied = step.leaves === 'emptied';
  if (emptied) {
    const key = step.path.toLowerCase();
    world.written.set(key, world.written.get(key) ?? file.modified);
    file.bytes = pageBytes('emptied', day.server, day.server.oabVirtualDirectoryGuid, file.modified);
    file.modified = time + 1400;
  } else file.removed = time + 1400;
  const event = (eventId: number, after: number, action: string): WindowsEvent => ({
    kind: 'event',
    channel: 'Microsoft-Windows-Windows Defender/Operational',
    provider: 'Microsoft-Windows-Windows Defender',
    eventId,
    level: eventId === 1116 ? 3 : 4,
    time: time + after,
    data: {
      'Product Name': '%%827',
      'Detection ID': `{${day.guid().toUpperCase()}}`,
      'Detection Time': iso(time),
      'Threat Name': step.threat,
      'Severity Name': 'Severe',
      'Category Name': 'Backdoor',
      Path: `file:_${step.path}`,
      'Detection User': words(day.server).system,
      'Process Name': 'Unknown',
      'Action Name': action,
      'Error Description': 'The operation completed successfully.',
    },
  });
  world.traces.push(event(1116, 0, 'Not Applicable'), event(1117, 1400, emptied ? 'Clean' : 'Quarantine'));
  world.truth.pages = world.truth.pages.map((page) =>
    page.path === step.path && !emptied ? { ...page, removed: iso(file.removed ?? time) } : page,
  );
  world.truth.events.push({
    time: iso(time),
    phase: 'response',
    what: `antivirus on ${fqdn(day.server)} ${emptied ? 'empties' : 'removes'} ${step.path}`,
  });
}
