/**
 * `npm run eval:webshells -- --malicious DIR… --benign DIR… [--json FILE] [--list] [--list-held-out]`: page analysis over collections of
 * pages that lie outside the repository. Reads only; runs nothing. How pages are counted stands in corpus.ts.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { evaluate, type Row, type Side } from './evaluate.js';

interface Arguments {
  readonly malicious: string[];
  readonly benign: string[];
  readonly json: string | undefined;
  readonly list: boolean;
  readonly listHeldOut: boolean;
}

function parse(argv: readonly string[]): Arguments {
  const out = {
    malicious: [] as string[],
    benign: [] as string[],
    json: undefined as string | undefined,
    list: false,
    listHeldOut: false,
  };
  let target: string[] | undefined;
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (word === '--malicious') target = out.malicious;
    else if (word === '--benign') target = out.benign;
    else if (word === '--list') out.list = true;
    else if (word === '--list-held-out') out.listHeldOut = true;
    else if (word === '--json') out.json = argv[++i];
    else if (target !== undefined) target.push(word);
  }
  return out;
}

const percent = (part: number, whole: number): string => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(2)} %`);

function rows(title: string, map: ReadonlyMap<string, Row>, malicious: boolean): void {
  console.log(
    `\n${title.padEnd(44)} ${'pages'.padStart(7)} ${'malicious'.padStart(10)} ${'suspicious'.padStart(11)} ${(malicious ? 'found' : 'accused').padStart(9)}`,
  );
  for (const [name, r] of [...map].sort((a, b) => b[1].pages - a[1].pages))
    console.log(
      `${name.slice(0, 44).padEnd(44)} ${String(r.pages).padStart(7)} ${String(r.malicious).padStart(10)} ${String(r.suspicious).padStart(11)} ${percent(r.malicious + r.suspicious, r.pages).padStart(9)}`,
    );
}

function show(name: string, side: Side, malicious: boolean, given: Arguments): void {
  console.log(
    `\n== ${name}: ${side.total.pages} pages${malicious ? ` of ${side.kinds} kinds` : ''}, ${(side.bytes / 1e6).toFixed(1)} MB, ${side.seconds.toFixed(1)} s of processor time`,
  );
  if (side.seconds > 0)
    console.log(
      `   ${Math.round(side.total.pages / side.seconds)} pages/s, ${(side.bytes / 1e6 / side.seconds).toFixed(1)} MB/s on one core`,
    );
  if (side.judged.pages > 0)
    console.log(`   not counted: ${side.judged.pages} that are no web shells by the list in judged.ts`);
  rows(
    'collection',
    new Map([...side.byCollection, ['all', side.total], ['held out: a third', side.heldOut]]),
    malicious,
  );
  if (malicious) rows('kinds that only this collection has', side.onlyIn, malicious);
  rows('extension', side.byExtension, malicious);
  console.log('\nworst finding');
  for (const [kind, n] of [...side.byKind].sort((a, b) => b[1] - a[1])) console.log(`  ${kind.padEnd(14)} ${n}`);
  if (!given.list && !given.listHeldOut) return;
  console.log(malicious ? '\nnot found:' : '\naccused:');
  for (const l of side.listed)
    if (l.heldOut ? given.listHeldOut : given.list)
      console.log(`  ${l.id} ${l.level.padEnd(11)} ${l.kinds.join(',').padEnd(20)} ${l.path}\t${l.reason}`);
}

const plain = (side: Side): unknown => ({
  ...side,
  byCollection: Object.fromEntries(side.byCollection),
  byExtension: Object.fromEntries(side.byExtension),
  onlyIn: Object.fromEntries(side.onlyIn),
  byKind: Object.fromEntries(side.byKind),
});

function main(): number {
  const given = parse(process.argv.slice(2));
  const folders = [...given.malicious, ...given.benign];
  if (folders.length === 0) {
    console.error(
      'Usage: npm run eval:webshells -- --malicious DIR… --benign DIR… [--json FILE] [--list] [--list-held-out]',
    );
    return 2;
  }
  const missing = folders.find((folder) => !existsSync(folder));
  if (missing !== undefined) {
    console.error(`${missing}: no such folder.`);
    return 3;
  }
  const seen = new Set<string>();
  const malicious = evaluate(given.malicious, true, seen);
  const benign = evaluate(given.benign, false, seen);
  if (malicious.total.pages > 0) show('malicious', malicious, true, given);
  if (benign.total.pages > 0) show('harmless', benign, false, given);
  if (given.json !== undefined)
    writeFileSync(
      given.json,
      `${JSON.stringify({ malicious: plain(malicious), benign: plain(benign) }, undefined, 1)}\n`,
    );
  return 0;
}

process.exitCode = main();
