import { cmdletEvent, type Day, processEvent } from '../background/index.js';
import { smtp, words } from '../server/index.js';
import { at, concat, iso, utf8 } from '../write/index.js';
import { putFile, type World } from './world.js';

/** Mailboxes exported to the server's own disk, packed afterwards. */
export interface MailExport {
  readonly kind: 'mail-export';
  readonly at: string;
  readonly mailboxes: readonly string[];
  readonly folder: string;
  readonly archive: string;
}

const POWERSHELL = 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe';

export function mailExport(day: Day, step: MailExport, world: World): void {
  const time = at(step.at);
  const { server } = day;
  const snapIn = ['Add-PS', 'Snapin Microsoft.Exchange.Management.PowerShell.SnapIn'].join('');
  world.traces.push(
    processEvent(day, time - 4000, {
      image: POWERSHELL,
      commandLine: `powershell.exe -PSConsoleFile exshell.psc1 -Command "${snapIn}; Get-Mailbox"`,
      parent: 'C:\\Windows\\System32\\cmd.exe',
      pid: day.random.int(9100, 20_000),
      parentPid: day.random.int(9100, 20_000),
    }),
  );
  for (const [index, alias] of step.mailboxes.entries()) {
    const when = time + index * 20_000;
    const mailbox = smtp(server, alias);
    const path = `${step.folder}\\${alias}.pst`;
    world.traces.push(
      cmdletEvent(day, when, {
        cmdlet: 'New-MailboxExportRequest',
        parameters: `-Mailbox "${mailbox}" -FilePath "\\\\127.0.0.1\\${path.slice(0, 1)}$${path.slice(2)}"`,
        caller: `${words(server).system} (powershell)`,
        host: 'ConsoleHost',
        pool: 'powershell',
      }),
    );
    putFile(world, {
      path,
      bytes: concat([utf8('!BDN'), new Uint8Array(60), utf8('INERT: synthetic, no mail'), new Uint8Array(4096)]),
      modified: when + 9000,
    });
    world.truth.mailboxes.push({ mailbox, client: '', first: iso(when), last: iso(when + 9000), bytes: 4189 });
    world.truth.events.push({ time: iso(when), phase: 'mail-theft', what: `mailbox ${mailbox} exported to ${path}` });
  }
  const packed = time + step.mailboxes.length * 20_000 + 30_000;
  world.traces.push(
    processEvent(day, packed, {
      image: 'C:\\ProgramData\\7z.exe',
      commandLine: `C:\\ProgramData\\7z.exe a ${step.archive} ${step.folder}\\`,
      parent: 'C:\\Windows\\System32\\cmd.exe',
      pid: day.random.int(9100, 20_000),
      parentPid: day.random.int(9100, 20_000),
    }),
  );
  putFile(world, {
    path: step.archive,
    bytes: concat([Uint8Array.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4]), utf8('INERT'), new Uint8Array(2048)]),
    modified: packed + 8000,
  });
  world.truth.stolen.push(step.archive);
  world.truth.events.push({ time: iso(packed), phase: 'collection', what: `${step.archive} packed` });
}
