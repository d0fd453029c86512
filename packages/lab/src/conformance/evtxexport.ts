/** What Debian's `evtxexport` (package libevtx-utils) says about a log, as data. */
import { spawnSync } from 'node:child_process';

export interface ExportedEvent {
  /** System fields under Allclear's names. */
  readonly system: ReadonlyMap<string, string>;
  /**
   * Leaves of EventData, UserData and the like, in their order; `<Data>` without a name has none. `markup`: the value is
   * XML, of which only the text is told.
   */
  readonly data: readonly { readonly name: string | undefined; readonly value: string; readonly markup: boolean }[];
}

export interface Exported {
  readonly events: readonly ExportedEvent[];
  /** What the tool said when it gave up before the end of the file. */
  readonly aborted: string | undefined;
}

export function hasEvtxExport(): boolean {
  return spawnSync('evtxexport', ['-V'], { stdio: 'ignore' }).error === undefined;
}

export function evtxExport(path: string): Exported {
  const run = spawnSync('evtxexport', ['-f', 'xml', path], { encoding: 'utf8', maxBuffer: 1 << 30 });
  const events = run.stdout.split(/^<Event (?=xmlns)/m).slice(1);
  const complaint = /^(?:Unable to export|export_handle)[^\n]*/m.exec(run.stderr)?.[0];
  return {
    events: events.map((text) => parseEvent(text)),
    aborted: run.status === 0 ? undefined : (complaint ?? `exit code ${run.status}`),
  };
}

/** Element of System, its attribute (undefined: its text), our name. */
const SYSTEM: readonly (readonly [string, string | undefined, string])[] = [
  ['Provider', 'Name', 'Provider_Name'],
  ['Provider', 'Guid', 'Provider_Guid'],
  ['EventID', undefined, 'EventID'],
  ['EventID', 'Qualifiers', 'Qualifiers'],
  ['Version', undefined, 'Version'],
  ['Level', undefined, 'Level'],
  ['Task', undefined, 'Task'],
  ['Opcode', undefined, 'Opcode'],
  ['Keywords', undefined, 'Keywords'],
  ['TimeCreated', 'SystemTime', 'SystemTime'],
  ['EventRecordID', undefined, 'EventRecordID'],
  ['Correlation', 'ActivityID', 'Correlation_ActivityID'],
  ['Execution', 'ProcessID', 'Execution_ProcessID'],
  ['Execution', 'ThreadID', 'Execution_ThreadID'],
  ['Channel', undefined, 'Channel'],
  ['Computer', undefined, 'Computer'],
  ['Security', 'UserID', 'Security_UserID'],
];

const TOKEN = /<(\/?)([^\s/>]+)((?:\s+[^\s=>]+="[^"]*")*)\s*(\/?)>|([^<]+)|</g;

function parseEvent(text: string): ExportedEvent {
  const system = new Map<string, string>();
  const data: { name: string | undefined; value: string; markup: boolean }[] = [];
  const stack: { readonly tag: string; readonly name: string | undefined; text: string; leaf: boolean }[] = [];
  const close = (): void => {
    const element = stack.pop();
    if (element === undefined) return;
    const inSystem = stack.some(({ tag }) => tag === 'System');
    if (inSystem) {
      const ours = SYSTEM.find(([tag, attribute]) => tag === element.tag && attribute === undefined)?.[2];
      if (ours !== undefined) system.set(ours, element.text);
    } else if (stack.some(({ tag }) => tag === 'Data')) return;
    else if ((element.leaf || element.tag === 'Data') && stack.length > 0 && element.tag !== 'System')
      data.push({
        name: element.tag === 'Data' ? element.name : element.tag,
        value: element.text,
        markup: !element.leaf,
      });
  };
  for (const [, end, tag = '', attributes = '', empty, content] of text.matchAll(TOKEN)) {
    const top = stack.at(-1);
    if (content !== undefined) {
      // XML that is a value of <Data>: its text counts as the text of the value.
      const holder = stack.find((element, depth) => depth > 0 && element.tag === 'Data') ?? top;
      if (holder !== undefined) holder.text += unescapeXml(content);
    } else if (end === '/') close();
    else if (tag !== '') {
      if (top !== undefined) top.leaf = false;
      const named = new Map(
        [...attributes.matchAll(/([^\s=]+)="([^"]*)"/g)].map((m) => [m[1], unescapeXml(m[2] ?? '')]),
      );
      if (top?.tag === 'System') {
        for (const [element, attribute, ours] of SYSTEM) {
          const value = attribute === undefined ? undefined : named.get(attribute);
          if (element === tag && value !== undefined) system.set(ours, value);
        }
      }
      stack.push({ tag, name: named.get('Name'), text: '', leaf: true });
      if (empty === '/') close();
    }
  }
  return { system, data };
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:(lt|gt|amp|quot|apos)|#x([0-9a-f]+)|#(\d+));/gi, (_, name, hex, decimal) => {
    if (name !== undefined) return ENTITIES[name] ?? '';
    return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
  });
}
