/** What to do in the next hour, in order: a function of what was found. */
import type { Action, Finding, PatchState, Verdict, WebShell } from '@allclear/model';
import { seenOpen } from './exposure.js';
import { openAndExploited } from './patch-state.js';
import { count, list } from './phrases.js';
import type { WaveAnswer } from './sufficiency.js';
import { isPresentThreat } from './verdict.js';

type Draft = Omit<Action, 'order'>;

export function actionsOf(
  verdict: Verdict,
  findings: readonly Finding[],
  shells: readonly WebShell[],
  patch: PatchState,
  waves: readonly WaveAnswer[],
): Action[] {
  const drafts =
    verdict.level === 'compromised' ? compromised(findings, shells, patch) : others(verdict, findings, patch, waves);
  return drafts.map(({ because, ...draft }, index) => ({ order: index + 1, ...draft, because: [...new Set(because)] }));
}

function compromised(findings: readonly Finding[], shells: readonly WebShell[], patch: PatchState): Draft[] {
  const here = findings.filter(isPresentThreat).map((f) => f.id);
  const onDisk = shells.filter((s) => s.onDisk === 'yes');
  const drafts: Draft[] = [
    {
      title: 'Cut the server off, but keep it running',
      how: 'Block it from the internet at the firewall (ports 443 and 80 inbound, everything outbound). Do not switch it off and do not delete anything yet: memory and logs are evidence.',
      because: here,
    },
    {
      title: 'Keep the evidence',
      how: 'Copy the logs, the web folders, the event logs and the registry to another disk before they rotate away; keep the archive this report was made from. Note who did what and when.',
      because: [],
    },
    {
      title: 'Tell the people who must know',
      how: 'Management, your national CERT and, where personal data may be affected, the data protection authority within its time limit. They have helped others with this and can help you.',
      because: [],
    },
  ];
  if (openAndExploited(patch).length > 0 || patch.march2021.status !== 'fixed') {
    drafts.push({
      title: 'Close the holes before the server goes back on the net',
      how: `Install the newest cumulative update and security update for your version${
        openAndExploited(patch).length > 0
          ? `; still open: ${list(
              openAndExploited(patch).map((v) => v.id),
              3,
            )}`
          : ''
      }. An update closes the door; it removes nobody who is inside.`,
      because: [],
    });
  }
  if (onDisk.length > 0 || here.length > 0) {
    drafts.push({
      title: 'Remove what the attackers left, keeping a copy',
      how: `${
        onDisk.length > 0
          ? `${count(onDisk.length, 'web shell')}: ${list(
              onDisk.map((s) => s.file ?? s.page ?? ''),
              3,
            )}. `
          : ''
      }Take every item of the section "Still there?" into quarantine (copy, hash, time) rather than deleting it, then look again: "allclear plan" writes out each step with its undo, "allclear verify" looks again.`,
      because: [...here, ...onDisk.flatMap((s) => s.findings)],
    });
  }
  drafts.push(
    {
      title: 'Make new machine keys and restart the application pools',
      how: 'Whoever ran code in the web server could read the keys of web.config and can come back with them after every update. Generate new ones for all Exchange virtual directories and renew the Exchange authentication certificate.',
      because: [],
    },
    {
      title: 'Change passwords, starting with the most powerful',
      how: 'Administrators, service accounts, the krbtgt account twice, then everybody whose mail passed through the server. Check for new accounts, group members, mailbox rules and forwarding.',
      because: findings.filter((f) => f.phase === 'credential-access').map((f) => f.id),
    },
    {
      title: 'Look beyond this server',
      how: 'Exchange has wide rights in Active Directory: examine the domain controllers and the machines the intruder addresses of this report talked to.',
      because: findings.filter((f) => f.phase === 'lateral-movement').map((f) => f.id),
    },
  );
  return drafts;
}

function others(
  verdict: Verdict,
  findings: readonly Finding[],
  patch: PatchState,
  waves: readonly WaveAnswer[],
): Draft[] {
  const drafts: Draft[] = [];
  const open = openAndExploited(patch);
  if (open.length > 0) {
    drafts.push({
      title: 'Install the newest update today',
      how: `This build is open to ${list(
        open.map((v) => v.id),
        3,
      )}, which attackers use. Until then block the server from the internet.`,
      because: [],
    });
  }
  const seen = seenOpen(findings);
  if (seen.length > 0) {
    drafts.push({
      title: 'Treat the server as one that others know to be open',
      how: `Somebody saw from outside that it was open to ${list(
        [...new Set(seen.flatMap((f) => f.vulnerabilities))],
        3,
      )}. Install the newest update, and look again at everything since the first such look: whoever came later left the traces that this report would show only where logs are kept.`,
      because: seen.map((f) => f.id),
    });
  }
  const missing = [...new Set(waves.flatMap((w) => w.missing))];
  if (missing.length > 0) {
    drafts.push({
      title: 'Collect what is missing and assess again',
      how: `${missing.slice(0, 4).join('; ')}. The section on coverage says how to collect each; backups and shadow copies may still hold older logs.`,
      because: [],
    });
  }
  if (verdict.level === 'attacked' || verdict.level === 'suspicious') {
    drafts.push({
      title: 'Look at each finding',
      how: 'Every one says what was seen, what would make it a false alarm and how to check it with an ordinary tool.',
      because: verdict.findings,
    });
  }
  drafts.push({
    title: 'Keep the evidence',
    how: 'Logs rotate away after about thirty days. Keep this collection: what is learnt later can be looked for in it.',
    because: [],
  });
  return drafts;
}
