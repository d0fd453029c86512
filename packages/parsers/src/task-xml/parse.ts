/**
 * Scheduled tasks as Windows keeps them under `System32\Tasks`: XML, UTF-16LE with byte order mark.
 * One fact an action, category `scheduled-task`: name, uri, author, date (as written: local time unless it says Z),
 * command, arguments, line (`command arguments`), workingDirectory, comHandler, user, runLevel, logonType, hidden,
 * enabled, triggers (names, `;`-separated), interval (shortest repetition), description, source.
 *
 * Specification: https://learn.microsoft.com/windows/win32/taskschd/task-scheduler-schema
 */
import { FactEvent, type Problem } from '@allclear/model';
import type { FactResult } from '../facts/index.js';
import { readXml } from '../xml/index.js';

export const MAX_ACTIONS = 64;
const MAX_TRIGGERS = 64;

interface Action {
  line: number;
  values: Record<string, string | undefined>;
}

/** Element path below `Task` -> field name, where one value is wanted (the first wins). */
const FIELDS: ReadonlyMap<string, string> = new Map([
  ['RegistrationInfo/URI', 'uri'],
  ['RegistrationInfo/Author', 'author'],
  ['RegistrationInfo/Date', 'date'],
  ['RegistrationInfo/Description', 'description'],
  ['RegistrationInfo/Source', 'source'],
  ['Principals/Principal/UserId', 'user'],
  ['Principals/Principal/GroupId', 'group'],
  ['Principals/Principal/RunLevel', 'runLevel'],
  ['Principals/Principal/LogonType', 'logonType'],
  ['Settings/Hidden', 'hidden'],
  ['Settings/Enabled', 'enabled'],
]);

/** `name`: file name of the task, which is its name in the Task Scheduler. */
export function parseTaskXml(
  bytes: Uint8Array,
  options: { readonly name?: string; readonly file?: string } = {},
): FactResult {
  const fields: Record<string, string | undefined> = {};
  const actions: Action[] = [];
  const triggers: string[] = [];
  const intervals: string[] = [];
  let isTask = false;

  const problems: Problem[] = readXml(bytes, {
    open({ name, line }, ancestors) {
      if (name === 'Task') isTask = true;
      const parent = ancestors.at(-1)?.name;
      if (parent === 'Triggers' && triggers.length < MAX_TRIGGERS) triggers.push(name);
      if (parent === 'Actions' && actions.length < MAX_ACTIONS) actions.push({ line, values: { action: name } });
    },
    close({ name }, ancestors, text) {
      const root = ancestors.findIndex((a) => a.name === 'Task');
      if (root < 0) return;
      const path = [...ancestors.slice(root + 1).map((a) => a.name), name].join('/');
      const field = FIELDS.get(path);
      if (field !== undefined) fields[field] ??= text;
      if (name === 'Interval' && path.startsWith('Triggers/') && intervals.length < MAX_TRIGGERS) intervals.push(text);
      const action = actions.at(-1);
      if (action === undefined || ancestors.at(-2)?.name !== 'Actions') return;
      if (name === 'Command') action.values.command = text;
      if (name === 'Arguments') action.values.arguments = text;
      if (name === 'WorkingDirectory') action.values.workingDirectory = text;
      if (name === 'ClassId') action.values.comHandler = text;
    },
  });
  if (!isTask) {
    if (problems.length === 0) problems.push({ code: 'ALC-P003', detail: 'not a task: there is no <Task> element' });
    return { facts: [], problems };
  }
  if (actions.length === 0) actions.push({ line: 1, values: {} });
  const uri = fields.uri;
  const facts = actions.map(({ line, values }) => {
    const commandLine = [values.command, values.arguments]
      .filter((part) => part !== undefined && part !== '')
      .join(' ');
    return new FactEvent(
      { product: 'allclear', category: 'scheduled-task' },
      {
        name: options.name ?? uri?.slice(uri.lastIndexOf('\\') + 1),
        ...fields,
        hidden: fields.hidden?.toLowerCase() ?? 'false',
        enabled: fields.enabled?.toLowerCase() ?? 'true',
        ...values,
        line: commandLine,
        triggers: triggers.join(';'),
        interval: intervals[0],
        file: options.file,
      },
      { line },
    );
  });
  return { facts, problems };
}
