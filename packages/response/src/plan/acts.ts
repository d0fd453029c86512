/** A remnant's values -> the act that removes it; undefined where they do not say enough to do it safely. */
import type { Remnant } from '@allclear/model';
import { isHostLogSetting, registryAct } from './registry-acts.js';
import type { Act } from './step.js';

type Values = Readonly<Record<string, string>>;

/** First of the names that has a value, without regard to case. */
export function firstValue(values: Values, ...names: readonly string[]): string | undefined {
  const lower = new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
  for (const name of names) {
    const value = lower.get(name.toLowerCase());
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}

export function actOf({ kind, target }: Remnant): Act | undefined {
  const value = (...names: string[]): string | undefined => firstValue(target, ...names);
  switch (kind) {
    case 'page':
    case 'file':
      return quarantine(target, value('path', 'TargetFilename'));
    case 'compiled-page':
      return quarantine(target, value('file', 'path'));
    case 'scheduled-task': {
      const path = taskPath(target);
      const hidden = value('hiddenBy') === undefined ? undefined : value('id');
      return path === undefined ? undefined : optional({ do: 'remove-task', path }, { hiddenId: hidden });
    }
    case 'service': {
      const name = value('serviceName', 'ServiceName', 'name', 'param1');
      return name === undefined
        ? undefined
        : optional({ do: 'remove-service', name }, { image: value('image', 'ImagePath', 'ServiceFileName', 'param2') });
    }
    case 'autostart':
    case 'registry-value':
      return registryAct(target);
    case 'account': {
      // The name in such an event is the group's: disabling that would hit the wrong one.
      if (MEMBER_ADDED.has(value('EventID') ?? '')) return groupMember(target);
      const name = value('accountName', 'TargetUserName', 'SamAccountName', 'name');
      return name === undefined
        ? undefined
        : optional({ do: 'disable-account', name }, { domain: value('TargetDomainName', 'domain') });
    }
    case 'group-member': {
      const group = value('groupName', 'TargetUserName', 'group');
      const member = value('memberName', 'MemberName', 'MemberSid', 'member');
      return group === undefined || member === undefined || member === '-'
        ? undefined
        : { do: 'remove-group-member', group, member };
    }
    case 'virtual-directory-setting':
      return optional(
        { do: 'recreate-virtual-directory', type: virtualDirectoryType(target) },
        { identity: value('identity', 'vdirIdentity') },
      );
    case 'iis-module': {
      const name = value('name');
      return name === undefined
        ? undefined
        : optional(
            { do: 'remove-iis-module', name },
            { image: value('expandedPath', 'image', 'type'), site: value('site') },
          );
    }
    case 'iis-handler':
      return optional(
        { do: 'remove-iis-handler' },
        { name: value('name'), path: value('path', 'extension'), location: value('location', 'site') },
      );
    case 'iis-virtual-directory': {
      const site = value('site');
      const path = value('path');
      return site === undefined || path === undefined
        ? undefined
        : optional(
            { do: 'remove-iis-virtual-directory', site, path },
            { physicalPath: value('expandedPath', 'physicalPath') },
          );
    }
    case 'log-setting':
      if (isHostLogSetting(target)) return registryAct(target);
      return optional({ do: 'restore-logging' }, { site: value('site') });
    case 'transport-agent': {
      const name = value('name');
      return name === undefined ? undefined : { do: 'remove-transport-agent', name };
    }
    case 'inbox-rule': {
      const mailbox = value('mailbox', 'AnchorMailbox', 'Mailbox') ?? addressIn(target);
      return mailbox === undefined
        ? undefined
        : optional({ do: 'remove-inbox-rule', mailbox }, { name: value('ruleName', 'name') });
    }
    case 'transport-rule': {
      const name = value('ruleName', 'name');
      return name === undefined ? undefined : { do: 'remove-transport-rule', name };
    }
    case 'mailbox-permission': {
      const mailbox = value('mailbox', 'identity');
      return mailbox === undefined
        ? undefined
        : optional({ do: 'remove-mailbox-permission', mailbox }, { user: value('user', 'trustee') });
    }
    case 'role-assignment': {
      const name = value('assignment', 'name', 'role');
      return name === undefined ? undefined : optional({ do: 'remove-role-assignment', name }, { user: value('user') });
    }
    case 'antivirus-exclusion': {
      // Of facts, `exclusion` is the type and `name` the value; other sources have the value as `exclusion`.
      const isFact = value('kind') === 'antivirus-exclusion';
      const excluded = isFact ? value('name', 'value') : value('exclusion', 'value', 'valueName');
      return excluded === undefined
        ? undefined
        : {
            do: 'remove-antivirus-exclusion',
            type: exclusionType((isFact ? value('exclusion') : value('exclusionType', 'type', 'key')) ?? ''),
            value: excluded,
          };
    }
    case 'port-proxy': {
      const listenAddress = value('listenAddress');
      const listenPort = value('listenPort');
      return listenAddress === undefined || listenPort === undefined
        ? undefined
        : { do: 'remove-port-proxy', listenAddress, listenPort };
    }
    case 'firewall-rule': {
      const name = value('ruleName', 'name', 'RuleName');
      return name === undefined ? undefined : { do: 'remove-firewall-rule', name };
    }
    case 'wmi-subscription': {
      const name = value('name', 'consumer', 'filter', 'Name');
      return name === undefined
        ? undefined
        : optional({ do: 'remove-wmi-subscription', name }, { filter: value('filter') });
    }
    case 'machine-key':
      return { do: 'rotate-machine-keys' };
    case 'iis-configuration':
    case 'application-registration':
      return undefined;
  }
}

/** Somebody was made a member: events name the group as their target, and the one who was added as member. */
const MEMBER_ADDED: ReadonlySet<string> = new Set(['4728', '4732', '4756']);

function groupMember(target: Values): Act | undefined {
  const group = firstValue(target, 'TargetUserName');
  const names = [firstValue(target, 'MemberName'), firstValue(target, 'MemberSid')];
  const member = names.find((name) => name !== undefined && name !== '-');
  return group === undefined || member === undefined ? undefined : { do: 'remove-group-member', group, member };
}

function quarantine(target: Values, path: string | undefined): Act | undefined {
  if (path === undefined || !/^[A-Za-z]:\\/.test(path)) return undefined;
  const sha256 = firstValue(target, 'sha256')?.toLowerCase();
  const size = Number(firstValue(target, 'size'));
  return {
    do: 'quarantine-file',
    path,
    ...(sha256 !== undefined && /^[0-9a-f]{64}$/.test(sha256) ? { sha256 } : {}),
    ...(firstValue(target, 'size') !== undefined && Number.isSafeInteger(size) && size >= 0 ? { size } : {}),
  };
}

/** Where Windows keeps the file of a task says its path; the XML's URI may lie. */
function taskPath(target: Values): string | undefined {
  const file = firstValue(target, 'file');
  const below = file === undefined ? undefined : /\\System32\\Tasks(\\.+)$/i.exec(file.replaceAll('/', '\\'))?.[1];
  const path = below ?? firstValue(target, 'uri', 'TaskName', 'taskPath', 'path') ?? firstValue(target, 'name');
  if (path === undefined) return undefined;
  return path.startsWith('\\') ? path : `\\${path}`;
}

/** A mail address in any of the values: requests name the mailbox in their path. */
function addressIn(target: Values): string | undefined {
  for (const text of Object.values(target)) {
    const address = /[\w.+'-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/i.exec(text)?.[0];
    if (address !== undefined) return address;
  }
  return undefined;
}

const TYPES = ['Oab', 'Ecp', 'Owa', 'WebServices', 'ActiveSync', 'PowerShell', 'Mapi', 'Autodiscover'] as const;

function virtualDirectoryType(target: Values): (typeof TYPES)[number] {
  const text = Object.values(target).join(' ');
  const named = /(Oab|Ecp|Owa|WebServices|ActiveSync|PowerShell|Mapi|Autodiscover)VirtualDirectory/i.exec(text)?.[1];
  return TYPES.find((type) => type.toLowerCase() === named?.toLowerCase()) ?? 'Oab';
}

function exclusionType(text: string): 'path' | 'extension' | 'process' {
  if (/extension/i.test(text)) return 'extension';
  return /process/i.test(text) ? 'process' : 'path';
}

/** Optional members only where they have a value. */
function optional<T extends Act>(act: T, more: Readonly<Record<string, string | undefined>>): T {
  return { ...act, ...Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined)) };
}
