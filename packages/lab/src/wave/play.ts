/** A server's history -> the steps that the lab plays, and what they leave behind. */
import { type IntrusionStep, playIntrusion, type World } from '../intrusion/index.js';
import { Random } from '../random/index.js';
import {
  BEFORE_MARCH_2021,
  command,
  MARCH_2021,
  MARCH_UPDATE,
  NMAP_AGENT,
  pageAt,
  SWEPT_PAGES,
} from '../scenarios/parts.js';
import { type ServerProfile, serverFrom } from '../server/index.js';
import { HOUR, iso, MINUTE } from '../write/index.js';
import { type Actor, COMMON_BODY, COMMON_PARAMETER, inertScript } from './actors.js';
import type { Incident, ServerHistory, Shell } from './history.js';

const SCRIPT_AGENT = 'python-requests/2.25.1';
const MAILBOXES = ['a.berg', 'b.costa', 'c.dahl', 'd.ekman'] as const;

export function profileOf(history: ServerHistory, seed: string): ServerProfile {
  const before = BEFORE_MARCH_2021[history.version];
  const server = serverFrom(
    {
      version: history.version,
      builds:
        history.updated === undefined
          ? [before]
          : [before, [iso(history.updated), MARCH_2021[history.version], MARCH_UPDATE]],
      closedToMarch2021: history.updated !== undefined,
      processAudit: false,
      people: 4,
    },
    `${seed}/${history.host}`,
  );
  const [host = 'mail', ...domain] = history.host.split('.');
  return { ...server, host, domain: domain.join('.'), netbios: (domain[0] ?? 'ORG').slice(0, 15).toUpperCase() };
}

/** What stands on the server and in its logs at a time; nothing later has happened yet. */
export function playHistory(
  history: ServerHistory,
  server: ServerProfile,
  actors: readonly Actor[],
  now: number,
  seed: string,
): World {
  const byId = new Map(actors.map((actor) => [actor.id, actor]));
  const random = Random.seeded(`${seed}/play/${history.host}`);
  const past = history.incidents.filter(({ entered }) => entered < now);
  const steps = [...touchSteps(history, now), ...past.flatMap((one) => incidentSteps(one, byId, now, history.host))];
  const world = playIntrusion({ id: history.host, seed }, server, steps, random);
  for (const { shells } of past) {
    for (const shell of shells) {
      const file = world.files.get(pageAt(shell.page).path.toLowerCase());
      const body = bodyOf(shell, byId);
      if (file !== undefined && body !== undefined) file.bytes = body;
    }
  }
  for (const incident of past) {
    if (incident.cleaned === undefined || incident.cleaned >= now) continue;
    const name = taskOf(incident, byId)?.toLowerCase();
    if (name !== undefined) world.files.delete(`c:\\windows\\system32\\tasks\\${name}`);
  }
  return world;
}

function bodyOf(shell: Shell, actors: ReadonlyMap<string, Actor>): Uint8Array | undefined {
  if (shell.form === 'oab') return undefined;
  return shell.form === 'common' ? COMMON_BODY : actors.get(shell.actor)?.body;
}

function taskOf(incident: Incident, actors: ReadonlyMap<string, Actor>): string | undefined {
  return incident.task ? actors.get(incident.actors[0] ?? '')?.task : undefined;
}

function touchSteps(history: ServerHistory, now: number): IntrusionStep[] {
  return history.touches
    .filter(({ time }) => time < now)
    .map((touch): IntrusionStep => {
      const at = iso(touch.time);
      const { from } = touch;
      if (touch.kind === 'probe') return { kind: 'probe', at, from, for: 'proxylogon', userAgent: NMAP_AGENT };
      if (touch.kind === 'recon') return { kind: 'rpc-recon', at, from };
      if (touch.kind === 'sweep')
        return { kind: 'shell-sweep', at, from, userAgent: SCRIPT_AGENT, method: 'GET', pages: SWEPT_PAGES };
      return { kind: 'ssrf-attempt', at, from, stem: '/ecp/x.js', userAgent: SCRIPT_AGENT, status: 503, times: 2 };
    });
}

function incidentSteps(
  incident: Incident,
  actors: ReadonlyMap<string, Actor>,
  now: number,
  host: string,
): IntrusionStep[] {
  const steps: IntrusionStep[] = [];
  const written = incident.shells.filter((shell) => shell.written < now);
  for (const shell of written) {
    const actor = actors.get(shell.actor);
    if (actor === undefined) continue;
    const from = incident.addresses[incident.actors.indexOf(shell.actor)] ?? '';
    const place = pageAt(shell.page);
    if (shell.form === 'oab') {
      const url = `http://f/${inertScript(actor.parameter)}`;
      steps.push({
        kind: 'oab-page-drop',
        at: iso(shell.written - 30_000),
        from,
        stem: actor.stem,
        firstContact: true,
        drop: { ...place, externalUrlBase64: Buffer.from(url, 'utf8').toString('base64') },
      });
    } else steps.push({ kind: 'plant-page', at: iso(shell.written), ...place, form: 'plain' });
    const used = shell.written + actor.pause * MINUTE;
    // What is taken by hand is used; of a second page a look tells that it works.
    const first = shell === written.find((one) => one.actor === shell.actor);
    const gone = incident.cleaned ?? Number.POSITIVE_INFINITY;
    if (used + HOUR >= Math.min(now, gone)) continue;
    if (first)
      steps.push({
        kind: 'shell-use',
        at: iso(used),
        from,
        page: shell.page,
        commands: actor.commands.map((text, index) => command(index * 45_000, text)),
      });
    else steps.push({ kind: 'shell-visit', at: [iso(used)], from, page: shell.page });
    const task = first && shell.actor === incident.actors[0] ? taskOf(incident, actors) : undefined;
    if (task !== undefined)
      steps.push({
        kind: 'scheduled-task',
        at: iso(used + 10 * MINUTE),
        from,
        page: shell.page,
        name: task,
        encodedText: 'Write-Output "INERT: synthetic evidence of the Allclear lab"',
        intervalMinutes: 45,
      });
  }
  const theft = incident.entered + 90 * MINUTE;
  const thief = actors.get(incident.actors[0] ?? '');
  if (incident.robbed && !incident.repeat && thief !== undefined && theft + HOUR < now) {
    const random = Random.seeded(`${host}/theft`);
    steps.push({
      kind: 'ssrf-mail-theft',
      at: iso(theft),
      from: incident.addresses[0] ?? '',
      stem: thief.stem,
      userAgent: SCRIPT_AGENT,
      reads: MAILBOXES.slice(0, random.int(1, 4)).map((mailbox, index) => ({
        after: index * 4 * MINUTE,
        mailbox,
        action: index % 2 === 0 ? 'FindItem' : 'GetItem',
        bytes: random.int(40_000, 9_000_000),
        duration: random.int(900, 11_000),
      })),
    });
  }
  const { cleaned } = incident;
  if (cleaned !== undefined && cleaned < now) {
    for (const shell of written)
      steps.push({ kind: 'remove-file', at: iso(cleaned), path: pageAt(shell.page).path, alsoCompiled: true });
  }
  return steps;
}

/** The parameter that a page takes commands from. */
export function parameterOf(shell: Shell, actor: Actor): string {
  return shell.form === 'common' ? COMMON_PARAMETER : actor.parameter;
}
