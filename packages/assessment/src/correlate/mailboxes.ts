import type { Finding, MailboxAccess } from '@allclear/model';
import type { Sighting } from '../scan/file-report.js';
import { isOwnAddress, outcomeRank } from './clients.js';

/** Which mailboxes were read or exported, by whom, how much: from findings of the phase mail theft. */
export function listMailboxes(findings: readonly Finding[], sightings: readonly Sighting[]): MailboxAccess[] {
  const bytesOf = new Map<string, number>();
  for (const { ruleId, groupKey, sums } of sightings) {
    const bytes = sums.ResponseBytes ?? sums.ResponseSize ?? sums['sc-bytes'];
    if (bytes !== undefined) bytesOf.set(`${ruleId}\n${groupKey}`, bytes);
  }
  const sightingBytes = new Map<string, number>();
  for (const sighting of sightings) {
    const bytes = bytesOf.get(`${sighting.ruleId}\n${sighting.groupKey}`);
    if (bytes === undefined) continue;
    for (const { kind, value } of sighting.entities) {
      if (kind !== 'mailbox') continue;
      const key = `${sighting.ruleId}\n${value.toLowerCase()}`;
      sightingBytes.set(key, (sightingBytes.get(key) ?? 0) + bytes);
    }
  }
  const mailboxes = new Map<string, MailboxAccess>();
  const requests = new Map<string, number>();
  for (const finding of findings) {
    if (finding.phase !== 'mail-theft' || outcomeRank(finding.outcome) < outcomeRank('success-likely')) continue;
    const clients = finding.entities.filter((e) => e.kind === 'client' && !isOwnAddress(e.value)).map((e) => e.value);
    const accounts = finding.entities.filter((e) => e.kind === 'account').map((e) => e.value);
    for (const { kind, value } of finding.entities) {
      if (kind !== 'mailbox') continue;
      const key = value.toLowerCase();
      let access = mailboxes.get(key);
      if (!access) {
        access = { mailbox: value, by: [], how: howOf(finding), requests: 0, findings: [] };
        mailboxes.set(key, access);
      }
      access.by = [...new Set([...access.by, ...(clients.length > 0 ? clients : accounts)])];
      // Two rules or two logs may have seen the same requests: the one that saw most counts.
      const byRule = `${finding.rule.id}\n${key}`;
      requests.set(byRule, (requests.get(byRule) ?? 0) + finding.count);
      access.requests = Math.max(access.requests, requests.get(byRule) ?? 0);
      const bytes = sightingBytes.get(byRule);
      if (bytes !== undefined) access.bytes = Math.max(access.bytes ?? 0, bytes);
      access.findings = [...new Set([...access.findings, finding.id])];
      if (finding.first !== undefined && (access.first === undefined || finding.first < access.first))
        access.first = finding.first;
      if (finding.last !== undefined && (access.last === undefined || finding.last > access.last))
        access.last = finding.last;
    }
  }
  return [...mailboxes.values()].sort((a, b) => a.mailbox.localeCompare(b.mailbox));
}

function howOf(finding: Finding): MailboxAccess['how'] {
  const words = `${finding.rule.title} ${finding.what}`.toLowerCase();
  if (words.includes('export')) return 'exported';
  if (words.includes('forward')) return 'forwarded';
  return 'read';
}
