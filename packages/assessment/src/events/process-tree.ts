/** Kept programs of all files of a host -> the trees around its findings. */
import { createHash } from 'node:crypto';
import { type Finding, instant, type Place, type ProcessNode } from '@allclear/model';
import type { StartedProcess } from './digest.js';
import { placeKey } from './place-key.js';

/** Nodes of an assessment. */
export const MAX_NODES = 300;
const MAX_DEPTH = 32;
/** Sysmon and the security log tell of the same start within this time. */
const SAME_START_MS = 3_000;

interface Node {
  readonly key: string;
  parent: string | undefined;
  readonly image: string;
  commandLine: string | undefined;
  user: string | undefined;
  readonly pid: number | undefined;
  readonly time: number | undefined;
  readonly place: Place | undefined;
  readonly findings: Set<string>;
}

/** Programs that findings quote, what led to them, and what they started; each once although two logs tell of it. */
export function processTrees(processes: readonly StartedProcess[], findings: readonly Finding[]): ProcessNode[] {
  const nodes = collect(processes);
  attachFindings(nodes, processes, findings);
  const shown = around(nodes.byKey);
  return [...shown]
    .sort((a, b) => (a.time ?? -1) - (b.time ?? -1) || (a.key < b.key ? -1 : 1))
    .slice(0, MAX_NODES)
    .map((node, _, all) => ({
      id: idOf(node.key),
      ...(node.parent !== undefined && all.some((n) => n.key === node.parent) ? { parent: idOf(node.parent) } : {}),
      image: node.image,
      ...(node.commandLine === undefined ? {} : { commandLine: node.commandLine }),
      ...(node.user === undefined ? {} : { user: node.user }),
      ...(node.pid === undefined ? {} : { pid: node.pid }),
      ...(node.time === undefined ? {} : { started: instant(node.time) }),
      ...applicationPool(node),
      ...(node.place === undefined ? {} : { place: node.place }),
      findings: [...node.findings].sort(),
    }));
}

interface Nodes {
  readonly byKey: Map<string, Node>;
  /** Key as a file told it -> key of the node that stands for it. */
  readonly stands: Map<string, string>;
}

function collect(processes: readonly StartedProcess[]): Nodes {
  const byKey = new Map<string, Node>();
  const stands = new Map<string, string>();
  const starts = new Map<string, Node[]>();
  // Sysmon's records name their parents for certain: they come first.
  const ordered = [...processes].sort((a, b) => Number(b.key.startsWith('{')) - Number(a.key.startsWith('{')));
  for (const process of ordered) {
    const same = `${process.pid ?? ''} ${process.image.toLowerCase()}`;
    const twin = (starts.get(same) ?? []).find(
      (node) => process.pid !== undefined && Math.abs((node.time ?? 0) - (process.time ?? 0)) <= SAME_START_MS,
    );
    if (twin !== undefined) {
      stands.set(process.key, twin.key);
      twin.commandLine ??= process.commandLine;
      twin.user ??= process.user;
      continue;
    }
    const node: Node = { ...process, findings: new Set() };
    byKey.set(node.key, node);
    stands.set(process.key, node.key);
    starts.set(same, [...(starts.get(same) ?? []), node]);
  }
  for (const process of ordered) {
    const node = byKey.get(process.key);
    if (node === undefined) continue;
    const parent = process.parent === undefined ? undefined : stands.get(process.parent);
    node.parent = parent !== undefined && parent !== node.key ? parent : toldParent(process, byKey);
  }
  return { byKey, stands };
}

/** A parent that no record shows being started: what its child's record says of it. */
function toldParent(process: StartedProcess, byKey: Map<string, Node>): string | undefined {
  const { parentImage, parentCommandLine, parentPid, place } = process;
  if (parentImage === undefined) return undefined;
  const key = `told ${place.file} ${parentPid ?? ''} ${parentImage.toLowerCase()} ${parentCommandLine ?? ''}`;
  if (!byKey.has(key))
    byKey.set(key, {
      key,
      parent: undefined,
      image: parentImage,
      commandLine: parentCommandLine,
      user: undefined,
      pid: parentPid,
      time: undefined,
      place: undefined,
      findings: new Set(),
    });
  return key;
}

function attachFindings(
  { byKey, stands }: Nodes,
  processes: readonly StartedProcess[],
  findings: readonly Finding[],
): void {
  const places = new Map(processes.map((process) => [placeKey(process.place), process.key]));
  for (const finding of findings) {
    for (const { place } of finding.quotes) {
      const key = places.get(placeKey(place));
      byKey.get(stands.get(key ?? '') ?? '')?.findings.add(finding.id);
    }
  }
}

/** Nodes with findings, their ancestors and their descendants. */
function around(byKey: ReadonlyMap<string, Node>): Set<Node> {
  const children = new Map<string, Node[]>();
  for (const node of byKey.values()) {
    if (node.parent === undefined) continue;
    const known = children.get(node.parent);
    if (known) known.push(node);
    else children.set(node.parent, [node]);
  }
  const shown = new Set<Node>();
  const down = (node: Node, depth: number): void => {
    for (const child of children.get(node.key) ?? []) {
      if (shown.has(child) || depth > MAX_DEPTH || shown.size >= MAX_NODES) continue;
      shown.add(child);
      down(child, depth + 1);
    }
  };
  for (const node of byKey.values()) {
    if (node.findings.size === 0 || shown.size >= MAX_NODES) continue;
    let next: Node | undefined = node;
    for (let i = 0; i < MAX_DEPTH && next !== undefined; i++) {
      shown.add(next);
      next = next.parent === undefined ? undefined : byKey.get(next.parent);
    }
    down(node, 0);
  }
  return shown;
}

/** `w3wp.exe -ap "MSExchangeOWAAppPool" …` */
function applicationPool({ image, commandLine }: Node): { applicationPool?: string } {
  if (!/\\w3wp\.exe$/i.test(image)) return {};
  const pool = /\s-ap\s+"?([^"\s]{1,200})/i.exec(commandLine ?? '')?.[1];
  return pool === undefined ? {} : { applicationPool: pool };
}

function idOf(key: string): string {
  return `P-${createHash('sha256').update(key).digest('hex').slice(0, 10)}`;
}
