import { Day } from '../background/index.js';
import type { Random } from '../random/index.js';
import { fqdn, type ServerProfile, shortBuild } from '../server/index.js';
import { at, iso, startOfDay } from '../write/index.js';
import { antivirus } from './antivirus.js';
import { impactOf } from './impact.js';
import { owaSsrf, proxyNotShell, proxyToken, viewState } from './later-waves.js';
import { lateralMovement } from './lateral-movement.js';
import { clearEventLog, deleteLogs, removeFile } from './log-deletion.js';
import { mailTheft } from './mail-theft.js';
import { oabGeneratorWrite, voiceMailObject } from './march-2021.js';
import { oabPageDrop } from './oab-page-drop.js';
import { shellSweep, ssrfAttempt, vulnerabilityProbe } from './outsiders.js';
import { ownerWork } from './owners.js';
import { addAccount, addModule, addTransportAgent, addVirtualDirectory } from './persistence.js';
import { compileLibrary, plantPage } from './plant-page.js';
import { proxyShell } from './proxyshell.js';
import { addInList, passwordTheft, proxyOracle } from './quiet-entries.js';
import { ransom } from './ransom.js';
import { scheduledTask, shellUse, shellVisits } from './shell.js';
import type { IntrusionStep } from './step.js';
import { mailExport } from './theft.js';
import { setUpWayBack } from './ways-back.js';
import { changeWebServer } from './web-settings.js';
import type { World } from './world.js';

/** Plays the steps in order of time and returns everything they leave behind, and the truth. */
export function playIntrusion(
  scenario: { id: string; seed: string },
  server: ServerProfile,
  steps: readonly IntrusionStep[],
  random: Random,
): World {
  const world: World = {
    traces: [],
    files: new Map(),
    configuration: {},
    written: new Map(),
    removals: [],
    registry: [],
    subscriptions: [],
    truth: {
      scenario: scenario.id,
      seed: scenario.seed,
      host: fqdn(server),
      synthetic: true,
      verdict: impactOf(steps),
      builds: server.builds.map((entry) => ({ from: iso(entry.from), build: shortBuild(entry.build) })),
      exploitRequests: {},
      pages: [],
      mailboxes: [],
      stolen: [],
      persistence: [],
      waysBack: [],
      ownSettings: [],
      filesOnDisk: [],
      intruderRequests: [],
      events: [],
      undetectable: [],
      coverage: [],
    },
  };
  const moments = steps.flatMap((step): { step: IntrusionStep; time: number }[] => {
    const times = step.kind === 'shell-visit' ? step.at : [step.at];
    return times.map((time) => ({ step, time: at(time) }));
  });
  moments.sort((a, b) => a.time - b.time);
  for (const [index, { step, time }] of moments.entries()) {
    // Id spaces from 2^13 upwards belong to intrusions; ordinary days count from 0.
    const day = new Day(server, startOfDay(time), random.fork(`step-${index}`), 0x2000 + index);
    playStep(day, step, world, time);
  }
  world.truth.events.sort((a, b) => a.time.localeCompare(b.time));
  world.truth.filesOnDisk = [...world.files.values()]
    .filter((file) => file.removed === undefined)
    .map((file) => file.path);
  return world;
}

function playStep(day: Day, step: IntrusionStep, world: World, time: number): void {
  switch (step.kind) {
    case 'rpc-recon': {
      const request = day.request({
        time,
        stem: '/rpc/',
        query: `&CorrelationID=<empty>;&RequestId=${day.guid()}`,
        clientIp: step.from,
        userAgent: 'python-requests/2.25.1',
        status: 302,
        duration: 6,
        proxy: { protocol: 'RpcHttp', authentication: 'Negotiate', authenticated: false },
      });
      world.traces.push(request);
      world.truth.intruderRequests.push(request.id);
      world.truth.events.push({
        time: iso(time),
        phase: 'reconnaissance',
        what: 'asks /rpc/ for the name of the server',
        client: step.from,
      });
      return;
    }
    case 'oab-page-drop':
      oabPageDrop(day, step, world);
      return;
    case 'shell-use':
      shellUse(day, step, world);
      return;
    case 'shell-visit':
      shellVisits(day, step, world, time);
      return;
    case 'ssrf-mail-theft':
      mailTheft(day, step, world);
      return;
    case 'scheduled-task':
      scheduledTask(day, step, world);
      return;
    case 'antivirus':
      antivirus(day, step, world);
      return;
    case 'oab-generator-write':
      oabGeneratorWrite(day, step, world);
      return;
    case 'voice-mail-object':
      voiceMailObject(day, step, world);
      return;
    case 'proxyshell':
      proxyShell(day, step, world);
      return;
    case 'proxytoken':
      proxyToken(day, step, world);
      return;
    case 'proxynotshell':
      proxyNotShell(day, step, world);
      return;
    case 'owassrf':
      owaSsrf(day, step, world);
      return;
    case 'viewstate':
      viewState(day, step, world);
      return;
    case 'plant-page':
      plantPage(day, step, world);
      return;
    case 'compiled-library':
      compileLibrary(step, world);
      return;
    case 'virtual-directory':
      addVirtualDirectory(step, world);
      return;
    case 'iis-module':
      addModule(day, step, world);
      return;
    case 'transport-agent':
      addTransportAgent(day, step, world);
      return;
    case 'way-back':
      setUpWayBack(day, step, world);
      return;
    case 'web-setting':
      changeWebServer(day, step, world);
      return;
    case 'account':
      addAccount(day, step, world);
      return;
    case 'mail-export':
      mailExport(day, step, world);
      return;
    case 'ransom':
      ransom(day, step, world);
      return;
    case 'lateral-movement':
      lateralMovement(day, step, world);
      return;
    case 'password-mail-theft':
      passwordTheft(day, step, world);
      return;
    case 'proxyoracle':
      proxyOracle(day, step, world);
      return;
    case 'add-in-list':
      addInList(day, step, world);
      return;
    case 'delete-logs':
      deleteLogs(step, world);
      return;
    case 'clear-event-log':
      clearEventLog(day, step, world);
      return;
    case 'remove-file':
      removeFile(step, world);
      return;
    case 'ssrf-attempt':
      ssrfAttempt(day, step, world);
      return;
    case 'shell-sweep':
      shellSweep(day, step, world);
      return;
    case 'probe':
      vulnerabilityProbe(day, step, world);
      return;
    case 'owner-work':
      ownerWork(day, step, world);
      return;
  }
}
