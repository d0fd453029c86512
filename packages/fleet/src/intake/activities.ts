/**
 * What belongs together in one intrusion: a page with its program, who used it, how they came in, when. Several groups on one
 * server leave several activities. Values are evidence: hostile text.
 */
import type { Assessment, ClientSummary, Finding } from '@allclear/model';
import { z } from 'zod';

const Short = z.string().max(200);
const List = z.array(Short).max(8);

/** One stay of one hand on a server, as far as its traces hang together. All texts in lower case. */
export const Activity = z.strictObject({
  /** URL of the page. */
  page: Short.optional(),
  /** When it was written, or first used; ISO, UTC. */
  at: Short.optional(),
  /** SHA-256 of the program in the page, normalised. */
  body: Short.optional(),
  /** SHA-256 of the file, where it is not made by the server around the program. */
  hash: Short.optional(),
  parameters: List.default([]),
  clients: List.default([]),
  /** Addresses of the server through which the hole was used. */
  stems: List.default([]),
  agents: List.default([]),
  tasks: List.default([]),
  /** Name of the page that the same hand wrote before this one. */
  after: Short.optional(),
});
export type Activity = z.infer<typeof Activity>;

/** Activities of one assessment; a server full of pages is not described page by page. */
export const MAX_ACTIVITIES = 40;
/** Bytes of an activity as it is kept: an index holds it. */
export const MAX_ACTIVITY_BYTES = 1800;
const VALUES = 6;
/** A request so near to the writing of a page belongs to it. */
const NEAR = 15 * 60_000;

interface Draft {
  page?: string;
  at?: string;
  body?: string;
  hash?: string;
  parameters: string[];
  clients: string[];
}

const succeeded = (f: Finding): boolean =>
  (f.outcome === 'success' || f.outcome === 'success-likely') && f.confidence !== 'low';
const short = (text: string): string => text.trim().toLowerCase().slice(0, 120);

export function activitiesOf(assessment: Assessment): Activity[] {
  const intruders = new Map(assessment.clients.filter((c) => c.role === 'intruder').map((c) => [c.address, c]));
  const drafts = pagesOf(assessment, intruders);
  for (const draft of drafts)
    if (draft.clients.length === 0) draft.clients.push(...writerOf(draft.at, [...intruders.values()]));
  const assigned = new Set(drafts.flatMap(({ clients }) => clients));
  for (const client of intruders.values())
    if (!assigned.has(client.address))
      drafts.push({
        parameters: [],
        clients: [client.address],
        ...(client.first === undefined ? {} : { at: client.first }),
      });
  drafts.sort((a, b) => (a.at ?? '9').localeCompare(b.at ?? '9') || (a.page ?? '').localeCompare(b.page ?? ''));
  const tools = toolsOf(assessment.findings);
  const tasks = tasksOf(assessment.findings);
  const activities: Activity[] = [];
  for (const draft of drafts.slice(0, MAX_ACTIVITIES)) {
    const own = draft.clients.map((client) => tools.get(client)).filter((tool) => tool !== undefined);
    const before = activities.findLast(
      ({ page, clients }) => page !== undefined && clients.some((client) => draft.clients.includes(client)),
    );
    activities.push({
      ...draft,
      parameters: draft.parameters.slice(0, VALUES),
      clients: draft.clients.map(short).slice(0, VALUES),
      stems: unique(own.flatMap(({ stems }) => stems)),
      agents: unique(own.flatMap(({ agents }) => agents)),
      tasks: unique(tasks.filter(({ at }) => belongs(at, draft, drafts)).map(({ name }) => name)),
      ...(draft.page === undefined || before?.page === undefined ? {} : { after: nameOf(before.page) }),
    });
  }
  return activities.filter((activity) => Buffer.byteLength(JSON.stringify(activity)) <= MAX_ACTIVITY_BYTES);
}

export const nameOf = (page: string): string => page.slice(page.lastIndexOf('/') + 1);
export const folderOf = (page: string): string => page.slice(0, page.lastIndexOf('/') + 1);

function pagesOf({ webShells, findings }: Assessment, intruders: ReadonlyMap<string, ClientSummary>): Draft[] {
  const files = new Map<string, Draft>();
  for (const { remnant, first } of findings.filter(succeeded)) {
    if (remnant?.kind !== 'page' || remnant.target.path === undefined) continue;
    const { target } = remnant;
    const key = remnant.target.path.toLowerCase();
    const draft: Draft = files.get(key) ?? { parameters: [], clients: [] };
    files.set(key, draft);
    const at = isoOf(target.oabWhenChangedUtc) ?? isoOf(target.modified) ?? isoOf(first);
    if (at !== undefined) draft.at ??= at;
    if (target.bodySha256 !== undefined) draft.body ??= short(target.bodySha256);
    // Around one program the server writes another file on every machine: such a hash ties nothing.
    if (target.sha256 !== undefined && target.oabDump !== 'true') draft.hash ??= short(target.sha256);
    if (target.oabDump === 'true') delete draft.hash;
    if (draft.parameters.length === 0 && target.pageParameters !== undefined)
      draft.parameters.push(...unique(target.pageParameters.split(/\s+/).map(short)));
  }
  const drafts: Draft[] = [];
  for (const shell of webShells) {
    const key = shell.file?.toLowerCase() ?? '';
    const draft = files.get(key) ?? { parameters: [], clients: [] };
    files.delete(key);
    if (shell.page !== undefined) draft.page = short(shell.page);
    else if (shell.file !== undefined) draft.page = pageOfFile(shell.file);
    const used = isoOf(shell.firstUsed);
    if (used !== undefined) draft.at ??= used;
    draft.clients.push(...shell.clients.filter((client) => intruders.has(client)).slice(0, VALUES));
    drafts.push(draft);
  }
  for (const [path, draft] of files) drafts.push({ ...draft, page: pageOfFile(path) });
  return drafts;
}

/** The end of a path, as an address: enough for name and folder. */
function pageOfFile(path: string): string {
  return short(`/${path.split(/[\\/]/).slice(-3).join('/')}`);
}

/** The intruder who was at work when the page was written; with one intruder only, that one. */
function writerOf(at: string | undefined, intruders: readonly ClientSummary[]): string[] {
  const [only] = intruders;
  if (only !== undefined && intruders.length === 1) return [only.address];
  if (at === undefined) return [];
  const time = Date.parse(at);
  const near = intruders
    .map((client) => ({ client, far: distance(time, client) }))
    .filter(({ far }) => far <= NEAR)
    .sort((a, b) => a.far - b.far || a.client.address.localeCompare(b.client.address));
  return near[0] === undefined ? [] : [near[0].client.address];
}

function distance(time: number, { sessions }: ClientSummary): number {
  const gaps = sessions.map(({ from, to }) => Math.max(0, Date.parse(from) - time, time - Date.parse(to)));
  return Math.min(Number.POSITIVE_INFINITY, ...gaps.filter((gap) => Number.isFinite(gap)));
}

interface Tools {
  readonly stems: string[];
  readonly agents: string[];
}

/** How each address used the hole: through which pages of the server, with which program. */
function toolsOf(findings: readonly Finding[]): Map<string, Tools> {
  const tools = new Map<string, Tools>();
  for (const finding of findings) {
    if (finding.phase !== 'exploitation' || finding.outcome === 'probe' || finding.confidence === 'low') continue;
    for (const { kind, value } of finding.entities) {
      if (kind !== 'client') continue;
      const own = tools.get(value) ?? { stems: [], agents: [] };
      tools.set(value, own);
      for (const { fields } of finding.quotes) {
        const stem = fields.UrlStem ?? fields['cs-uri-stem'];
        const agent = fields.UserAgent ?? fields['cs(User-Agent)'];
        if (stem !== undefined) own.stems.push(short(stem));
        if (agent !== undefined) own.agents.push(short(agent));
      }
    }
  }
  return tools;
}

function tasksOf(findings: readonly Finding[]): { readonly name: string; readonly at: string | undefined }[] {
  return findings
    .filter(succeeded)
    .flatMap(({ entities, first }) =>
      entities.filter(({ kind }) => kind === 'task').map(({ value }) => ({ name: short(value), at: isoOf(first) })),
    );
}

/** What cannot be dated belongs to the only one there is; else to who came last before it. */
function belongs(at: string | undefined, draft: Draft, all: readonly Draft[]): boolean {
  if (all.length === 1) return true;
  if (at === undefined) return false;
  const before = all.filter((one) => one.at !== undefined && one.at <= at);
  return before.at(-1) === draft;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values.filter((value) => value !== ''))].sort().slice(0, VALUES);
}

function isoOf(text: string | undefined): string | undefined {
  return text !== undefined && /^\d{4}-\d\d-\d\dT/.test(text) && text.length <= 30 ? text : undefined;
}
