/** The words of this field for somebody who runs a town's server. Term and meaning, in alphabetical order. */
export const GLOSSARY: readonly (readonly [string, string])[] = [
  [
    'ATT&CK',
    'A public catalogue of what attackers do, kept by MITRE. Its numbers (T1190 …) let teams compare what they saw.',
  ],
  [
    'Back end cookie',
    'A field of a request that tells Exchange’s front end which inner server to ask. In March 2021 attackers could choose it freely.',
  ],
  [
    'Coverage',
    'Which evidence was there, for which time, and with which gaps. Without it “nothing found” means little.',
  ],
  ['CVE', 'The public number of one flaw in one product, such as CVE-2021-26855.'],
  ['ECP', 'Exchange Control Panel: the web page for settings, under /ecp.'],
  [
    'EWS',
    'Exchange Web Services: the interface for programs that read and send mail, under /EWS. Whole mailboxes can be fetched through it.',
  ],
  ['Finding', 'One thing that a rule saw in the evidence, with the place where it stands.'],
  [
    'HttpProxy log',
    'Exchange’s own record of every request that its front end passed on; it also names the mailbox and the build.',
  ],
  ['IIS log', 'The web server’s record of every request: who asked for what, when, and what came back.'],
  [
    'LSASS',
    'The Windows process that holds the credentials of everybody who is signed in. A copy of its memory is a copy of passwords.',
  ],
  [
    'Machine key',
    'The secret with which a web application signs its own data. Who has stolen it can get in again after the patch, until it is replaced.',
  ],
  ['OAB', 'Offline address book. The address of its directory was misused in March 2021 to write web shells.'],
  ['OWA', 'Outlook on the web, under /owa.'],
  [
    'Probe, attempt, success',
    'How far an act got: looked whether a door is open; tried to go through; was inside. “Probably succeeded” means the answer looks like success, but no trace inside confirms it.',
  ],
  [
    'ProxyLogon, ProxyShell, ProxyNotShell',
    'Names for chains of flaws in Exchange: March 2021, summer 2021, autumn 2022.',
  ],
  ['Scanner', 'Somebody who asks every server on the internet whether it has a flaw, and leaves it at that.'],
  ['Scheduled task', 'A program that Windows starts by itself at set times. Attackers use them to come back.'],
  ['SSRF', 'Server-side request forgery: making a server send a request in its own name, with its own rights.'],
  ['UTC', 'Universal time. Central European Time is UTC+1 in winter and UTC+2 in summer.'],
  ['Virtual directory', 'A part of the web site, such as /owa or /OAB, with its own settings.'],
  [
    'Web shell',
    'A small page that an attacker puts on a web server so that it carries out his commands; it works on after the flaw is patched.',
  ],
];
