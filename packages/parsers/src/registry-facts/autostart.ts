/**
 * Programs that start with Windows, with a logon or in place of another program: Run keys, Winlogon, Active Setup, image
 * file execution options, logon scripts, BootExecute.
 */
import { keyAt, type RegistryKey, type RegistryValue, valueNumber, valueStrings, valueText } from '../regf/index.js';
import { controlSet, type Mount } from './mount.js';
import { commandFields, type FactSink } from './sink.js';

const CURRENT = 'Microsoft\\Windows\\CurrentVersion';
/** Below SOFTWARE, its Wow6432Node, and a user's Software. */
const RUN_KEYS: readonly (readonly [path: string, kind: string])[] = [
  [`${CURRENT}\\Run`, 'run'],
  [`${CURRENT}\\RunOnce`, 'run-once'],
  [`${CURRENT}\\RunOnceEx`, 'run-once'],
  [`${CURRENT}\\RunServices`, 'run'],
  [`${CURRENT}\\RunServicesOnce`, 'run-once'],
  [`${CURRENT}\\Policies\\Explorer\\Run`, 'run'],
  [
    'Microsoft\\Windows NT\\CurrentVersion\\Terminal Server\\Install\\Software\\Microsoft\\Windows\\CurrentVersion\\Run',
    'run',
  ],
];
const NT = 'Microsoft\\Windows NT\\CurrentVersion';

export function softwareAutostart(mount: Mount, sink: FactSink): void {
  const { root } = mount;
  for (const base of [root, root.subkey('Wow6432Node')]) {
    if (base === undefined) continue;
    runKeys(mount, base, sink);
    winlogon(mount, keyAt(base, `${NT}\\Winlogon`), sink);
    imageOptions(mount, base, sink);
    activeSetup(mount, keyAt(base, 'Microsoft\\Active Setup\\Installed Components'), sink);
  }
}

export function userAutostart(mount: Mount, sink: FactSink): void {
  const software = mount.root.subkey('Software');
  if (software) {
    for (const base of [software, software.subkey('Wow6432Node')]) if (base) runKeys(mount, base, sink);
    winlogon(mount, keyAt(software, `${NT}\\Winlogon`), sink);
    const windows = keyAt(software, `${NT}\\Windows`);
    for (const name of ['Load', 'Run']) command(mount, 'run', windows, windows?.value(name), sink);
  }
  const environment = mount.root.subkey('Environment');
  command(mount, 'logon-script', environment, environment?.value('UserInitMprLogonScript'), sink);
  const desktop = keyAt(mount.root, 'Control Panel\\Desktop');
  command(mount, 'screen-saver', desktop, desktop?.value('SCRNSAVE.EXE'), sink);
}

function command(
  mount: Mount,
  kind: string,
  key: RegistryKey | undefined,
  value: RegistryValue | undefined,
  sink: FactSink,
): void {
  const text = valueText(value);
  if (key && value && text)
    sink.add(mount, 'persistence', kind, key, { name: value.name, ...commandFields(text) }, { value });
}

function runKeys(mount: Mount, base: RegistryKey, sink: FactSink): void {
  for (const [path, kind] of RUN_KEYS) {
    const key = keyAt(base, path);
    if (key === undefined) continue;
    for (const value of key.values()) command(mount, kind, key, value, sink);
    // RunOnceEx has a key for each step.
    if (path.endsWith('RunOnceEx'))
      for (const step of key.subkeys()) for (const value of step.values()) command(mount, kind, step, value, sink);
  }
}

/** What Windows writes there itself. */
const WINLOGON_DEFAULTS: Readonly<Record<string, RegExp>> = {
  Userinit: /^(?:[a-z]:\\windows\\system32\\)?userinit(?:\.exe)?,?\s*$/i,
  Shell: /^"?(?:[a-z]:\\windows\\)?explorer\.exe"?$/i,
  VmApplet: /^(?:systempropertiesperformance\.exe|rundll32 shell32,control_rundll) .*$/i,
  Taskman: /^taskman(?:\.exe)?$/i,
  System: /^$/,
  GinaDLL: /^msgina\.dll$/i,
  AppSetup: /^$/,
};

function winlogon(mount: Mount, key: RegistryKey | undefined, sink: FactSink): void {
  if (key === undefined) return;
  for (const [name, ordinary] of Object.entries(WINLOGON_DEFAULTS)) {
    const value = key.value(name);
    const text = valueText(value)?.trim();
    if (!text) continue;
    // Several programs stand side by side, separated by commas: what is not Windows' own counts.
    const parts = text.split(',').map((part) => part.trim());
    const foreign = ordinary.test(text) ? undefined : parts.find((part) => part !== '' && !ordinary.test(part));
    const known = foreign === undefined ? 'default' : 'foreign';
    sink.add(
      mount,
      'persistence',
      'winlogon',
      key,
      { name, ...commandFields(foreign ?? text), command: text, known },
      { value },
    );
  }
  for (const notify of key.subkey('Notify')?.subkeys() ?? [])
    command(mount, 'winlogon-notify', notify, notify.value('DLLName'), sink);
}

/** Programs that anybody can start at the logon screen. */
const ACCESSIBILITY = new Set([
  'sethc.exe',
  'utilman.exe',
  'osk.exe',
  'magnify.exe',
  'narrator.exe',
  'displayswitch.exe',
  'atbroker.exe',
]);

function imageOptions(mount: Mount, base: RegistryKey, sink: FactSink): void {
  for (const program of keyAt(base, `${NT}\\Image File Execution Options`)?.subkeys() ?? []) {
    const accessibility = ACCESSIBILITY.has(program.name.toLowerCase()) ? 'true' : undefined;
    for (const [name, kind] of [
      ['Debugger', 'image-debugger'],
      ['VerifierDlls', 'image-verifier'],
    ] as const) {
      const value = program.value(name);
      const text = valueText(value);
      if (text)
        sink.add(
          mount,
          'persistence',
          kind,
          program,
          { program: program.name, accessibility, ...commandFields(text) },
          { value },
        );
    }
  }
  for (const program of keyAt(base, `${NT}\\SilentProcessExit`)?.subkeys() ?? []) {
    const value = program.value('MonitorProcess');
    const text = valueText(value);
    if (text)
      sink.add(
        mount,
        'persistence',
        'silent-exit-monitor',
        program,
        { program: program.name, ...commandFields(text) },
        { value },
      );
  }
}

function activeSetup(mount: Mount, components: RegistryKey | undefined, sink: FactSink): void {
  for (const component of components?.subkeys() ?? []) {
    const value = component.value('StubPath');
    const text = valueText(value);
    if (text)
      sink.add(
        mount,
        'persistence',
        'active-setup',
        component,
        { name: component.name, ...commandFields(text) },
        { value },
      );
  }
}

/** `autocheck autochk *` is Windows' own; so are the forms with a volume. */
const BOOT_DEFAULT = /^autocheck autochk(?:\.exe)?(?: .*)?$/i;

export function bootExecute(mount: Mount, sink: FactSink): void {
  const session = keyAt(controlSet(mount.root), 'Control\\Session Manager');
  for (const name of ['BootExecute', 'SetupExecute', 'Execute', 'S0InitialCommand']) {
    const value = session?.value(name);
    if (session === undefined || value === undefined) continue;
    for (const entry of valueStrings(value)) {
      const known = BOOT_DEFAULT.test(entry.trim()) ? 'default' : 'foreign';
      sink.add(mount, 'persistence', 'boot-execute', session, { name, ...commandFields(entry), known }, { value });
    }
  }
  const safe = keyAt(controlSet(mount.root), 'Control\\SafeBoot');
  const shell = safe?.value('AlternateShell');
  const text = valueText(shell);
  if (safe && text)
    sink.add(
      mount,
      'persistence',
      'safe-mode-shell',
      safe,
      { ...commandFields(text), known: /^cmd\.exe$/i.test(text) ? 'default' : 'foreign' },
      { value: shell },
    );
  const setup = mount.root.subkey('Setup');
  const line = setup?.value('CmdLine');
  const lineText = valueText(line);
  if (setup && lineText && Number(valueNumber(setup.value('SetupType')) ?? 0) !== 0)
    sink.add(mount, 'persistence', 'setup-command', setup, commandFields(lineText), { value: line });
}
