/** `allclear fleet`: the server for many organisations, and workers beside it. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CONSOLE_FOLDER } from '@allclear/console/folder';
import type { RunningFleet, RunningServer, ServiceOptions } from '@allclear/fleet';
import { type Command, InvalidArgumentError } from 'commander';
import { line } from '../console.js';
import { CommandError, EXIT } from '../exit-codes.js';
import { onePath } from './shared.js';

interface CommonOptions {
  readonly data: string;
  readonly database?: string;
}
interface FleetServeOptions extends CommonOptions {
  readonly port: number;
  readonly host: string;
  readonly publicUrl?: string;
  readonly watch?: string;
  readonly sender?: string;
  readonly authority?: string;
  readonly trustProxy?: boolean;
  readonly demo?: boolean;
}

const PORT = 8470;
const DEMO_ORGANISATIONS = 240;

const NOTES = `
Nothing has to be installed: PostgreSQL comes with Allclear and keeps its files in the data folder. The first start
prints a link, once, that makes the first administrator.

Environment: DATABASE_URL (a PostgreSQL server, 15 or newer, instead of the embedded one), ALLCLEAR_SMTP
(smtp://user:password@host:25, for notices), ALLCLEAR_KEY (base64; where processes share no data folder).

Example:
  allclear fleet serve --demo
  allclear fleet serve --data /var/lib/allclear --port 8470 --public-url https://fleet.example`;

export function fleetCommand(program: Command, finish: (code: number) => void): void {
  const fleet = program
    .command('fleet')
    .description('many organisations: register, evidence in, cases, campaigns, notices');
  const common = (command: Command): Command =>
    command
      .option('--data <dir>', 'folder of everything that is kept', onePath, defaultData())
      .option('--database <url>', 'PostgreSQL server instead of the embedded one (or DATABASE_URL)');
  common(fleet.command('serve').description('serve the console and its API, and work on jobs'))
    .option('--port <n>', 'port to listen on; 0: any free one', port, PORT)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--public-url <url>', 'address under which people reach the server (https behind a proxy)', url)
    .option('--watch <dir>', 'folder that others put assessments into', onePath)
    .option('--sender <address>', 'sender of notices')
    .option('--authority <name>', 'name of the authority, at the first start')
    .option('--trust-proxy', 'behind a proxy that sets X-Forwarded-For')
    .option('--demo', 'a small wave of organisations that do not exist, to look around')
    .addHelpText('after', NOTES)
    .action(async (options: FleetServeOptions) => finish(await serveFleet(options)));
  common(
    fleet.command('worker').description('work on jobs of a server with its own database, and serve nobody'),
  ).action(async (options: CommonOptions) => finish(await work(options)));
}

async function serveFleet(options: FleetServeOptions): Promise<number> {
  const { serve, ServeError } = await import('@allclear/fleet');
  try {
    const data = options.demo === true && options.data === defaultData() ? join(options.data, 'demo') : options.data;
    mkdirSync(data, { recursive: true });
    const service = serviceOptions({ ...options, data }, options);
    const server = await serve({
      ...service,
      port: options.port,
      host: options.host,
      ...(existsSync(CONSOLE_FOLDER) ? { console: CONSOLE_FOLDER } : {}),
      ...(options.watch === undefined ? {} : { watch: options.watch }),
      ...(options.authority === undefined ? {} : { authority: options.authority }),
      ...(options.trustProxy === undefined ? {} : { trustProxy: options.trustProxy }),
      logger: { level: 'warn', stream: process.stderr },
    });
    const stopped = untilTold(server);
    try {
      if (options.demo === true) await demonstrate(server, data);
      else announce(server);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return await stopped;
  } catch (error) {
    if (error instanceof ServeError) throw new CommandError(error.message, EXIT.usage);
    throw error;
  }
}

async function work(options: CommonOptions): Promise<number> {
  const { runWorker, ServeError } = await import('@allclear/fleet');
  const databaseUrl = options.database ?? process.env.DATABASE_URL;
  if (databaseUrl === undefined)
    throw new CommandError(
      'A worker needs the PostgreSQL server that it shares with the others: --database or DATABASE_URL. With the embedded one, "allclear fleet serve" does the work itself.',
      EXIT.usage,
    );
  try {
    const worker = await runWorker({ ...serviceOptions(options), databaseUrl });
    process.stderr.write('Working on jobs. Stop with Ctrl+C.\n');
    return await untilTold(worker);
  } catch (error) {
    if (error instanceof ServeError) throw new CommandError(error.message, EXIT.usage);
    throw error;
  }
}

function serviceOptions(
  options: CommonOptions,
  { publicUrl, sender }: { readonly publicUrl?: string; readonly sender?: string } = {},
): ServiceOptions {
  const { DATABASE_URL, ALLCLEAR_KEY, ALLCLEAR_SMTP } = process.env;
  const databaseUrl = options.database ?? DATABASE_URL;
  return {
    data: options.data,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(ALLCLEAR_KEY === undefined ? {} : { key: ALLCLEAR_KEY }),
    settings: {
      ...(publicUrl === undefined ? {} : { publicUrl }),
      ...(sender === undefined ? {} : { sender }),
      ...(ALLCLEAR_SMTP === undefined ? {} : { smtp: ALLCLEAR_SMTP }),
    },
    onError: (error) => void process.stderr.write(line(`allclear: ${error.message}`)),
  };
}

function announce({ services, setupLink }: RunningServer): void {
  process.stdout.write(`The fleet is at ${services.settings.publicUrl}\n`);
  if (setupLink !== undefined)
    process.stdout.write(
      `Nobody can sign in yet. This link makes the first administrator, once, within a week:\n  ${setupLink}\n`,
    );
  process.stdout.write('Stop with Ctrl+C.\n');
}

/** Makes the wave first, when the data folder is new; then prints the links. */
async function demonstrate(server: RunningServer, data: string): Promise<void> {
  const { demoLinks, isDemoLoaded, loadDemo } = await import('@allclear/fleet');
  const { services, authority } = server;
  if (!(await isDemoLoaded(services, authority))) {
    process.stderr.write(`Making a wave of ${DEMO_ORGANISATIONS} organisations that do not exist …\n`);
    const folder = mkdtempSync(join(data, 'wave-'));
    try {
      const { writeWave } = await import('@allclear/lab');
      const plan = { seed: 'demo', organisations: DEMO_ORGANISATIONS, format: 'jsonl' as const, assessments: true };
      await writeWave(plan, folder, 1);
      const { organisations, assessments, observations } = await loadDemo(services, authority, folder);
      process.stderr.write(
        `${organisations} organisations, ${assessments} assessments, ${observations} observations.\n`,
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  process.stdout.write(`The demonstration is at ${services.settings.publicUrl}\n`);
  for (const { name, link } of await demoLinks(services, authority))
    process.stdout.write(`  ${name}, signs in once: ${link}\n`);
  process.stdout.write('Stop with Ctrl+C.\n');
}

/** Ends in order on the first signal, at once on the second. */
async function untilTold(running: RunningFleet): Promise<number> {
  await new Promise<void>((told) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        process.once(signal, () => process.exit(EXIT.interrupted));
        told();
      });
  });
  await running.stop();
  return EXIT.nothingFound;
}

function defaultData(): string {
  if (process.platform === 'win32') return join(process.env.LOCALAPPDATA ?? homedir(), 'allclear', 'fleet');
  // PostgreSQL does not run as root, and no other user may enter root's home.
  if (process.getuid?.() === 0) return '/var/lib/allclear';
  return join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'allclear', 'fleet');
}

function port(value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number > 65_535) throw new InvalidArgumentError('a port number from 0 to 65535.');
  return number;
}

function url(value: string): string {
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol))
    throw new InvalidArgumentError('an address that begins with https:// or http://.');
  return value;
}
