/** The stages around the removal: preserve, contain, recover, verify, report. */
import type { Assessment, Finding } from '@allclear/model';
import { shortList } from './short-list.js';
import type { Draft } from './step.js';

const idsOf = (findings: readonly Finding[]): string[] => findings.map((f) => f.id);
const inPhase = (assessment: Assessment, ...phases: readonly Finding['phase'][]): Finding[] =>
  assessment.findings.filter(
    (f) =>
      phases.includes(f.phase) &&
      (f.outcome === 'success' || f.outcome === 'success-likely' || f.severity === 'high' || f.severity === 'critical'),
  );

export function preserveSteps(assessment: Assessment): Draft[] {
  const missing = assessment.coverage.sources.filter((s) => s.status === 'missing' && s.collect !== undefined);
  return [
    {
      title: 'Keep memory and disk as they are now',
      how: [
        'Do not switch the server off and do not restart it: part of what intruders use lives in memory only.',
        'Take an image of the memory, then a snapshot or an image of the system disk and of the disk with the Exchange logs; store both where the server cannot write.',
        'A virtual machine: a snapshot with memory does both at once.',
      ],
      why: 'Every later step changes the server; what was not kept before cannot be examined after.',
      findings: [],
      risk: 'The snapshot needs disk space; the server may stand still for seconds.',
      undo: 'Nothing to undo.',
      check: 'The image opens on another computer, and its hash is written down.',
      approval: 'server-owner',
      decision: 'do',
    },
    {
      title: 'Export the logs before they rotate away',
      how: [
        'Copy the IIS logs, the Exchange logging folder, the event logs (wevtutil epl), the registry hives, the task folder and the web folders.',
        ...missing.slice(0, 8).map((s) => `Not in the evidence so far: ${s.title}. ${s.collect ?? ''}`.trim()),
        'allclear custody writes a signed list of all files with their hashes.',
      ],
      why:
        missing.length === 0
          ? 'Logs rotate away after about thirty days; later questions need them.'
          : `${missing.length} sources were not in the evidence; what they would tell is not known yet.`,
      findings: [],
      risk: 'None.',
      undo: 'Nothing to undo.',
      check: 'The signed list checks out (sha256sum -c).',
      approval: 'responder',
      decision: 'do',
    },
    {
      title: 'Tell those who keep other logs to keep them',
      how: [
        'Firewall, proxy, domain controllers, backup, antivirus console, cloud tenant: ask for everything since the first known attack, two weeks earlier to be safe.',
        'Where a court or a claim is possible, say in writing that nothing may be deleted (legal hold).',
      ],
      why:
        assessment.incident.first === undefined
          ? 'What the server cannot tell, its neighbours may.'
          : `The first sign of the attack is from ${assessment.incident.first}; other logs go back to it only as long as nobody rotates them.`,
      findings: [],
      risk: 'None.',
      undo: 'Nothing to undo.',
      check: 'Each keeper has confirmed.',
      approval: 'management',
      decision: 'do',
    },
  ];
}

export function containSteps(assessment: Assessment): Draft[] {
  const addresses = assessment.clients
    .filter((c) => c.role === 'intruder' || c.role === 'attacker')
    .map((c) => c.address);
  return [
    {
      title: 'Cut the server off from the internet, and keep it running',
      how: [
        'At the firewall: nothing inbound to ports 80 and 443 of this server, nothing outbound from it but what mail needs (port 25 to your relay).',
        ...(addresses.length > 0
          ? [`Blocking the known addresses alone (${shortList(addresses)}) does not help: intruders have others.`]
          : []),
        'Mail still comes in where a relay or a filter service stands before the server; webmail, phones and Outlook from outside do not work meanwhile.',
      ],
      why: 'As long as an intruder can reach the server, everything that is removed can be put back.',
      findings: assessment.verdict.findings.slice(0, 20),
      risk: 'Users outside the building cannot reach their mail.',
      undo: 'Open the ports again, after "verify".',
      check: 'From outside, the server does not answer on port 443.',
      approval: 'management',
      decision: 'do',
      act: { do: 'block-inbound', ports: [80, 443] },
    },
    {
      title: 'Until the update is in: the current emergency mitigations',
      how: [
        'Exchange Emergency Mitigation (on by default in supported builds) fetches the current form; make sure that its service runs and that the server may reach officeclient.microsoft.com.',
        'Mitigations of 2021 and 2022 in their first forms can be gone round; they are no reason to wait with the update.',
      ],
      why: 'A mitigation stops the known form of an attack, not the next one, and removes nothing that was planted.',
      findings: idsOf(
        assessment.findings.filter(
          (f) => f.outcome === 'mitigation' || (f.phase === 'exposure' && /rewrite|emergency/i.test(f.rule.title)),
        ),
      ),
      risk: 'Some mitigations switch off functions: control panel or address book download may answer 503.',
      undo: 'Get-Mitigations.ps1 lists them, Set-ExchangeServer -MitigationsBlocked takes single ones back.',
      check: 'Get-Mitigations.ps1 shows the mitigation as applied.',
      approval: 'server-owner',
      decision: 'do',
    },
  ];
}

export function recoverSteps(assessment: Assessment): Draft[] {
  const ranCode = inPhase(assessment, 'web-shell', 'execution', 'persistence', 'credential-access');
  const credentials = inPhase(assessment, 'credential-access');
  const keys = assessment.findings.filter((f) => f.remnant?.kind === 'machine-key');
  const drafts: Draft[] = [
    {
      title: 'Remove what ASP.NET compiled, and restart the application pools',
      how: [
        'Stop the web server, empty the folders "Temporary ASP.NET Files" (all versions, 32 and 64 bit), start it again. The script keeps a copy.',
      ],
      why: 'A page that is gone goes on running from its compiled copy, and code in memory from the process that holds it.',
      findings: idsOf(ranCode).slice(0, 20),
      risk: 'Webmail is away for a minute; first requests are slow.',
      undo: 'Nothing to undo: the copies are made again from the pages.',
      check: 'No w3wp.exe is older than this step.',
      approval: 'server-owner',
      decision: 'do',
      act: { do: 'clear-compiled-pages' },
    },
    {
      title: 'Make new machine keys for all Exchange web applications',
      how: [
        'On each Exchange server that shares them: new random validation and decryption keys in every web.config that holds one, or none at all so that each server makes its own.',
        'Restart the web server afterwards.',
      ],
      why: 'Whoever ran code in the web server could read the keys, and with them make the server run code again after every update, without any file.',
      findings: idsOf([...keys, ...ranCode]).slice(0, 20),
      risk: 'Everybody has to sign in again. Servers behind one load balancer need the same keys.',
      undo: 'The script keeps the old configuration; going back to known keys is not advised.',
      check: 'The hash of the key in the new report is another one.',
      approval: 'server-owner',
      decision: 'do',
      act: { do: 'rotate-machine-keys' },
    },
    {
      title: 'Renew certificates and their keys',
      how: [
        'The certificate of the web site, the Exchange server authentication certificate (New-ExchangeCertificate, Set-AuthConfig) and those of connectors: new keys, not a renewal with the old ones; have the old ones revoked.',
        'Hybrid with Microsoft 365: run the hybrid configuration again and remove old keys of the application (Set-HybridConfiguration, service principal credentials).',
      ],
      why: 'Private keys on the server were within reach.',
      findings: idsOf(ranCode).slice(0, 20),
      risk: 'Phones and connectors that pin a certificate need the new one; the authentication certificate takes up to a day to be known everywhere.',
      undo: 'The old certificate can be bound again until it is revoked.',
      check: 'Get-ExchangeCertificate shows only certificates made after the cleaning.',
      approval: 'server-owner',
      decision: 'do',
    },
    {
      title: 'Change the passwords that were within reach, the most powerful first',
      how: [
        'krbtgt twice, with at least ten hours between; then domain administrators, Exchange administrators, service accounts, the local administrator.',
        'Then everybody who signed in through this server since the attack, and the directory restore password of domain controllers.',
        'Use another, clean computer for it.',
      ],
      why:
        credentials.length > 0
          ? 'Passwords were taken from this server (see the findings): all of them must be treated as known to others.'
          : 'Code ran on a server where administrators sign in: their passwords must be treated as known to others.',
      findings: idsOf(credentials.length > 0 ? credentials : ranCode).slice(0, 20),
      risk: 'Services with stored passwords stop until they get the new ones: list them first. krbtgt twice too quickly ends all sessions.',
      undo: 'None wanted.',
      check: 'pwdLastSet of each account is later than the cleaning.',
      approval: 'management',
      decision: 'do',
    },
  ];
  const damage = inPhase(assessment, 'impact');
  if (damage.length > 0)
    drafts.push({
      title: 'Bring encrypted or destroyed files back from a backup',
      how: [
        'Keep the encrypted files and the note: keys are sometimes found later, and the note is evidence.',
        'Use a backup from before the first sign of the attack, and examine what it brings back: it may hold the intruder, too.',
        'Do not pay without advice from your police and your national CERT.',
      ],
      why: 'Files were encrypted or destroyed, or ways to restore them closed.',
      findings: idsOf(damage).slice(0, 20),
      risk: 'A backup that was within reach of the server may be damaged as well.',
      undo: 'Nothing to undo.',
      check: 'People find their files, and allclear verify finds nothing in what came back.',
      approval: 'management',
      decision: 'do',
    });
  const mail = inPhase(assessment, 'mail-theft');
  if (mail.length > 0 || assessment.mailboxes.length > 0)
    drafts.push({
      title: 'Look after the mailboxes that were read',
      how: [
        `Known so far: ${shortList(assessment.mailboxes.map((m) => m.mailbox)) || 'see the findings'}.`,
        'In each: inbox rules, forwarding, delegates, permissions, connected apps and phones. Warn the owners: stolen mail is used for fraud in running conversations.',
      ],
      why: 'Their mail was read or exported.',
      findings: idsOf(mail).slice(0, 20),
      risk: 'None.',
      undo: 'Nothing to undo.',
      check: 'Each owner has confirmed rules, forwarding and delegates.',
      approval: 'management',
      decision: 'do',
    });
  const spread = inPhase(assessment, 'lateral-movement');
  drafts.push({
    title: 'Look at the machines around this server',
    how: [
      'Domain controllers first: new accounts and group members, tasks, services, replication rights (DCSync) of accounts that should not have them, AdminSDHolder.',
      'Then every machine that this server talked to in the time of the attack, and the other Exchange servers: allclear assess for each.',
    ],
    why:
      spread.length > 0
        ? 'There are signs that the intruder went on from here (see the findings).'
        : 'Exchange has far-reaching rights in Active Directory: who holds it can hold the domain.',
    findings: idsOf(spread).slice(0, 20),
    risk: 'None.',
    undo: 'Nothing to undo.',
    check: 'Each machine has its own result.',
    approval: 'management',
    decision: 'do',
  });
  return drafts;
}

export function verifySteps(assessment: Assessment): Draft[] {
  return [
    {
      title: 'Collect again and let Allclear compare',
      how: [
        'Collect the same evidence again, at the earliest a day after the cleaning, then: allclear verify assessment.json NEW-EVIDENCE',
        'Only when every finding is gone, nothing new is there and the update is in, the server counts as cleaned and verified.',
      ],
      why: 'Removing is not proof; looking again is.',
      findings: [],
      risk: 'None.',
      undo: 'Nothing to undo.',
      check: 'allclear verify ends with "cleaned and verified" (exit code 0).',
      approval: 'responder',
      decision: 'do',
    },
    {
      title: 'Watch for ninety days',
      how: [
        'Weekly for a month, then monthly: allclear verify. A quarter of all cases of 2021 came back.',
        `Watch: new files in web folders, processes below w3wp.exe, new tasks, services, accounts and inbox rules${
          assessment.webShells.some((s) => s.page !== undefined)
            ? `, and requests to ${shortList(assessment.webShells.flatMap((s) => (s.page === undefined ? [] : [s.page])))}: whoever asks for them knows them`
            : ''
        }.`,
      ],
      why: 'Intruders who lose one way in try the others that they left.',
      findings: [],
      risk: 'None.',
      undo: 'Nothing to undo.',
      check: 'Each verification is kept with the case.',
      approval: 'responder',
      decision: 'do',
    },
  ];
}

export function reportSteps(assessment: Assessment): Draft[] {
  const personal = assessment.mailboxes.length > 0 || inPhase(assessment, 'mail-theft', 'collection').length > 0;
  return [
    {
      title: 'Go through the list of those who may have to be told',
      how: [
        'Management: now.',
        'Your national CERT, and police where you want an investigation: now; they have helped others with this.',
        'The data protection authority: many laws give 72 hours from the moment you know (in the European Union GDPR article 33).',
        ...(personal
          ? [
              'The people whose mail was read: where the risk for them is high, many laws want them told, too (GDPR article 34).',
            ]
          : []),
        'Insurer: most policies want to know before money is spent.',
        'Sector authority, customers and partners by contract; operators of essential services within 24 hours where NIS 2 applies.',
        'This is a checklist, not legal advice: ask your lawyer what applies to you.',
      ],
      why: personal ? 'Mail was read or packed for taking.' : 'Somebody was in a system that holds personal data.',
      findings: idsOf(inPhase(assessment, 'mail-theft', 'collection')).slice(0, 20),
      risk: 'Telling too late can be costlier than telling too early.',
      undo: 'Nothing to undo.',
      check: 'For each line: who, when, by whom.',
      approval: 'management',
      decision: 'do',
    },
  ];
}
