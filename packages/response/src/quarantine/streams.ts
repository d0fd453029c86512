/** Alternate data streams of a file: on Windows by PowerShell, on an ntfs-3g mount by its extended attribute. */
import { spawnSync } from 'node:child_process';

/** More than this many streams on one file is an attack on us, not a file. */
export const MAX_STREAMS = 64;

export interface StreamListing {
  readonly names: readonly string[];
  /** Why streams could not be listed here, in plain words. */
  readonly note?: string;
}

export function listStreams(path: string): StreamListing {
  return process.platform === 'win32' ? listWindows(path) : listMounted(path);
}

/** Path that opens the stream. */
export function streamPath(path: string, name: string): string {
  return `${path}:${name}`;
}

function listWindows(path: string): StreamListing {
  const script =
    'Get-Item -LiteralPath $env:ALLCLEAR_PATH -Force -Stream * | ForEach-Object { if ($_.Stream -ne ":$DATA") { $_.Stream } }';
  const result = spawnSync('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script], {
    env: { ...process.env, ALLCLEAR_PATH: path },
    encoding: 'utf8',
    timeout: 30_000,
  });
  if (result.status !== 0) return { names: [], note: 'alternate streams could not be listed (powershell.exe failed)' };
  return bounded(result.stdout.split(/\r?\n/));
}

/** ntfs-3g lists the streams of a file in `ntfs.streams.list`; other file systems have none. */
function listMounted(path: string): StreamListing {
  const result = spawnSync('getfattr', ['--only-values', '--no-dereference', '-n', 'ntfs.streams.list', '--', path], {
    encoding: 'buffer',
    timeout: 30_000,
  });
  if (result.error) return { names: [], note: 'alternate streams were not looked for (no getfattr on this machine)' };
  if (result.status !== 0) return { names: [] };
  return bounded(result.stdout.toString('utf8').split('\0'));
}

function bounded(names: readonly string[]): StreamListing {
  const wanted = names.filter((name) => name !== '' && !/[\\/:\0]/.test(name));
  return wanted.length > MAX_STREAMS
    ? { names: wanted.slice(0, MAX_STREAMS), note: `more than ${MAX_STREAMS} alternate streams: the others stay out` }
    : { names: wanted };
}
