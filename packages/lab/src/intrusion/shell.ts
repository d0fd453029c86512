import { type Day, processEvent } from '../background/index.js';
import { at, decoded, emptyMinidump, iso, taskFile, taskXml } from '../write/index.js';
import { compiledCopy } from './oab-page-drop.js';
import type { IntrusionStep } from './step.js';
import { exists, putFile, type World } from './world.js';

const W3WP = 'C:\\Windows\\System32\\inetsrv\\w3wp.exe';
const CMD = 'C:\\Windows\\System32\\cmd.exe';

/** A POST to a shell page: 200 while the file is there; afterwards what a missing page answers in that place. */
function visit(
  day: Day,
  world: World,
  time: number,
  duration: number,
  page: string,
  client: string,
  method: 'GET' | 'POST' = 'POST',
  query?: string,
): boolean {
  const drop = world.truth.pages.find((entry) => entry.page === page);
  if (!drop) throw new RangeError(`no step of this scenario wrote ${page}`);
  const there = exists(world, drop.path, time);
  const owa = page.startsWith('/owa/');
  const status = there ? 200 : owa ? 302 : 404;
  const request = day.request({
    time,
    duration: there ? duration : 2,
    method,
    stem: page,
    ...(query === undefined ? {} : { query }),
    clientIp: client,
    status,
    win32Status: status === 404 ? 2 : 0,
    requestBytes: there ? 612 : 140,
    responseBytes: 0,
    ...(owa
      ? {
          proxy: {
            protocol: 'Owa' as const,
            authentication: 'FBA',
            authenticated: false,
            ...(there ? {} : { info: 'NoCookies=302 - GET/E14AuthPost' }),
          },
        }
      : {}),
  });
  world.traces.push(request);
  world.truth.intruderRequests.push(request.id);
  if (there && drop.firstUsed === undefined) {
    world.truth.pages[world.truth.pages.indexOf(drop)] = { ...drop, firstUsed: iso(time + duration) };
    compiledCopy(page, time + 300, world);
  }
  return there;
}

export function shellVisits(
  day: Day,
  step: Extract<IntrusionStep, { kind: 'shell-visit' }>,
  world: World,
  time: number,
): void {
  visit(day, world, time, day.random.int(60, 240), step.page, step.from, step.method);
}

export function shellUse(day: Day, step: Extract<IntrusionStep, { kind: 'shell-use' }>, world: World): void {
  const pid = day.random.int(6000, 9000);
  for (const command of step.commands) {
    const time = at(step.at) + command.after;
    const commandLine = decoded(command.commandLineBase64);
    const query = step.method === 'GET' ? `c=${encodeURIComponent(commandLine)}` : undefined;
    if (!visit(day, world, time, command.duration, step.page, step.from, step.method, query)) continue;
    const shellPid = day.random.int(9100, 20_000);
    world.traces.push(
      processEvent(day, time + 12, {
        image: CMD,
        commandLine: command.image === CMD ? commandLine : `"cmd" /c ${commandLine}`,
        parent: W3WP,
        pid: shellPid,
        parentPid: pid,
      }),
    );
    if (command.image !== CMD)
      world.traces.push(
        processEvent(day, time + 30, {
          image: command.image,
          commandLine,
          parent: CMD,
          pid: shellPid + 4,
          parentPid: shellPid,
        }),
      );
    world.truth.events.push({
      time: iso(time),
      phase: command.drops ? (command.drops.content === 'minidump' ? 'credential-access' : 'collection') : 'execution',
      what: command.drops
        ? `${command.drops.path} written`
        : `${command.image.slice(command.image.lastIndexOf('\\') + 1)} started through ${step.page}`,
      client: step.from,
    });
    if (command.drops) drop(world, command.drops, time + command.duration);
  }
}

/** A zip whose only member, lsass.dmp.txt, is one sentence that says it is inert. */
const INERT_ARCHIVE =
  'UEsDBBQAAAgIAMY5Y1IlJnNaYAAAAHAAAAANAAkAbHNhc3MuZG1wLnR4dFVUBQABRDc/YCXJsQnDMBAF0D6QHf4EHiCuXKQwGBdWFnDEFzo4SaC7xtuHyO176/4+Pi/YVT3TJSKJEi3BM7GoRuXZoed3wloHmrd+wbMYxIYUlj+1hC0sIczI7IT4/WIwVmeNnJ6PH1BLAQIUABQAAAgIAMY5Y1IlJnNaYAAAAHAAAAANAAkAAAAAAAAAAAAAAAAAAABsc2Fzcy5kbXAudHh0VVQFAAFENz9gUEsFBgAAAAABAAEARAAAAJQAAAAAAA==';

function drop(world: World, target: { path: string; content: 'minidump' | 'archive' }, time: number): void {
  const bytes = target.content === 'minidump' ? emptyMinidump(8192) : Buffer.from(INERT_ARCHIVE, 'base64');
  putFile(world, { path: target.path, bytes, modified: time });
  world.truth.stolen.push(target.path);
}

export function scheduledTask(day: Day, step: Extract<IntrusionStep, { kind: 'scheduled-task' }>, world: World): void {
  const time = at(step.at);
  const { server } = day;
  if (!visit(day, world, time, 420, step.page, step.from)) return;
  const local = iso(time + server.utcOffsetHours * 3_600_000).slice(0, 19);
  const encoded = Buffer.from(step.encodedText, 'utf16le').toString('base64');
  const task = {
    uri: `\\${step.name}`,
    author: `${server.netbios}\\${server.host.toUpperCase()}$`,
    date: local,
    intervalMinutes: step.intervalMinutes,
    userId: 'S-1-5-18',
    command: 'powershell.exe',
    arguments: `-NoProfile -WindowStyle Hidden -enc ${encoded}`,
  };
  const pid = day.random.int(9100, 20_000);
  const schtasks = `schtasks /create /tn "${step.name}" /tr "powershell.exe ${task.arguments}" /sc minute /mo ${step.intervalMinutes} /ru SYSTEM /f`;
  world.traces.push(
    processEvent(day, time + 10, {
      image: CMD,
      commandLine: `"cmd" /c ${schtasks}`,
      parent: W3WP,
      pid,
      parentPid: 7342,
    }),
    processEvent(day, time + 30, {
      image: 'C:\\Windows\\System32\\schtasks.exe',
      commandLine: schtasks,
      parent: CMD,
      pid: pid + 4,
      parentPid: pid,
    }),
    {
      kind: 'event',
      channel: 'Security',
      provider: 'Microsoft-Windows-Security-Auditing',
      eventId: 4698,
      level: 0,
      time: time + 60,
      processId: 4,
      data: {
        SubjectUserSid: 'S-1-5-18',
        SubjectUserName: `${server.host.toUpperCase()}$`,
        SubjectDomainName: server.netbios,
        SubjectLogonId: '0x3e7',
        TaskName: task.uri,
        TaskContent: taskXml(task),
      },
    },
  );
  putFile(world, { path: `C:\\Windows\\System32\\Tasks\\${step.name}`, bytes: taskFile(task), modified: time + 60 });
  world.registry.push({
    kind: 'task',
    at: time + 60,
    task: {
      path: task.uri,
      id: `{${day.guid().toUpperCase()}}`,
      command: task.command,
      arguments: task.arguments,
    },
  });
  world.truth.persistence.push(`scheduled task ${task.uri}`);
  world.truth.waysBack.push({ kind: 'task', name: task.uri });
  world.truth.events.push({
    time: iso(time),
    phase: 'persistence',
    what: `scheduled task ${task.uri} runs powershell -enc as SYSTEM`,
    client: step.from,
  });
}
