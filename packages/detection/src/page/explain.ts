/** Findings in words that need no developer: what reaches what, and why that matters. */
import type { Judged } from './judge.js';
import type { Observation } from './observe.js';

const sourceOf = (o: Observation): string =>
  o.source === undefined ? 'Data' : `${o.source.what[0]?.toUpperCase() ?? ''}${o.source.what.slice(1)}`;
const perhaps = (o: Observation): string => (o.strength === 1 ? ' (through a step that could not be followed)' : '');

const WHY: Readonly<Record<Judged['kind'], string>> = {
  evaluate:
    'Whoever knows the address of this page can make the server do anything the web server account may do: this is what a web shell is.',
  compile: 'The page turns text of the caller into a program and runs it: the caller decides what the server does.',
  load: 'The page loads a ready program out of the request into memory; nothing but this small loader ever lies on disk.',
  start: 'The caller can run commands on the server, with the rights of the web server.',
  object: 'The caller decides which component of Windows the page uses.',
  reflect: 'The caller decides which function of the server is called; that is as good as running commands.',
  deserialise:
    'Such data can carry instructions that run while it is being read: a known way to run programs without a trace on disk.',
  write: 'The caller can put any file on the server, further web shells among them.',
  upload: 'The caller can put any file anywhere on the server, further web shells among them.',
  read: 'The caller can read any file of the server.',
  list: 'The caller can look into any folder of the server.',
  manage: 'The caller can move, copy or delete any file of the server.',
  times: 'The caller can forge the dates of files, which is how intruders hide new ones.',
  connect: 'The page opens connections to wherever the caller says: a tunnel into the inner network.',
  relay: 'What the caller sends goes on to another computer: a tunnel into the inner network.',
  remote:
    'The page connects to another computer, or waits for it, and starts a program for it: whoever is there has a command line on the server.',
  doorway:
    "Intruders use other people's sites so to show search engines and visitors pages of their own; what is shown can change at any time.",
  account: 'With an account of its own somebody can come back after the page is deleted.',
  fetch: 'The page fetches what the caller names.',
  database: 'The caller decides which database the page opens.',
  query: 'The caller sends whole database commands.',
  register:
    'The page changes how the whole site answers while it runs; such a back door stays in memory after the file is deleted.',
  memory:
    'Web pages have no reason to write into the memory of processes: this is how program code is smuggled past protection.',
  keys: 'With the machine key, anybody can forge data that the server trusts and so come back without any file; with other passwords of the server, enter it elsewhere.',
  transform: 'A transformation can contain program text, which runs on the server.',
  registry: 'The caller can read or change the registry of Windows.',
  inventory: 'The page tells what runs on the server.',
  hidden: 'Authors of honest pages have no need to hide program text from readers.',
  include: 'A picture or archive that is included is run as a program: a way to hide a web shell.',
  'sql-shell': 'These database functions run commands of Windows on the database server.',
  directory: 'The caller searches the directory service.',
  unfollowed: 'A page that is too large or too deeply nested to follow may be built so to escape analysis.',
  files: 'Together this is a file manager for the whole server, open to whoever knows the address.',
  console: 'Together this is a database console for whoever knows the address.',
  sniff: 'The page listens to what other computers send over the network; passwords among it.',
  harvest: 'Passwords of visitors are collected in a plain file for somebody to fetch.',
  drop: 'Opening this page once is enough to leave a web shell behind.',
};

function whatOf({ kind, observation: o, level }: Judged): string {
  const source = sourceOf(o);
  switch (kind) {
    case 'evaluate':
    case 'compile':
      if (o.strength === 0)
        return o.from === 'net'
          ? 'The page fetches program text from elsewhere and runs it.'
          : 'The page decodes hidden program text and runs it.';
      return `${source} is run as program text${perhaps(o)}.`;
    case 'load':
      return o.strength === 0
        ? 'The page unpacks a program hidden in it and loads it.'
        : `${source} is loaded as a program into the web server${perhaps(o)}.`;
    case 'start':
      return o.strength === 0
        ? 'The page starts a program that intruders use, or whose name it hides.'
        : `${source} decides which command the server starts${perhaps(o)}.`;
    case 'object':
      return `${source} names the Windows component that the page creates.`;
    case 'reflect':
      return `${source} names the function that the page calls${perhaps(o)}.`;
    case 'deserialise':
      return `${source} is turned into program objects without any check${perhaps(o)}.`;
    case 'write':
      return o.strength === 0
        ? 'The page writes an executable page that was hidden in it.'
        : `${source} is written to ${o.pathTaint === 2 ? 'a file that the caller names' : 'a file that the server runs'}.`;
    case 'upload':
      return 'An uploaded file is stored under a path that the caller names in full, or as a page.';
    case 'connect':
      return `${source} decides where the page connects to.`;
    case 'relay':
      return `${source} is passed on through a network connection below the web.`;
    case 'doorway':
      return 'The page fetches text from another server, which it tells its own address or fetches for search engines only, and prints that text as its own.';
    case 'remote':
      return 'The page opens a network connection and starts a program.';
    case 'account':
      return o.what === 'list'
        ? 'The page lists the accounts of the server.'
        : 'The page creates accounts on the server or puts them into groups.';
    case 'register':
      return 'The page installs something that answers requests for the whole site.';
    case 'memory':
      return 'The page calls functions of Windows that write into memory of processes.';
    case 'keys':
      return /machinekey/i.test(o.what)
        ? "The page reads the server's machine key."
        : 'The page reads passwords that the server keeps for itself.';
    case 'sniff':
      return 'The page opens a raw network socket.';
    case 'harvest':
      return `${source} is written to a file.`;
    case 'registry':
      return o.strength === 0
        ? 'The page reads all of the registry.'
        : `${source} names what the page reads in the registry.`;
    case 'query':
      return `${source} is sent to a database as a whole command.`;
    case 'transform':
      if (o.source === undefined) return 'The page carries program text in a transformation, or allows it there.';
      return `${source} is used as a transformation.`;
    case 'hidden':
      return 'The page contains encoded program text that it runs.';
    case 'include':
      return o.strength === 0
        ? `The page includes "${o.what}" as program text.`
        : `${source} names another page of the server that this one runs.`;
    case 'sql-shell':
      return level === 'malicious'
        ? 'The page gives a database commands of the caller, and names functions that run Windows commands.'
        : 'The page names database functions that run Windows commands.';
    case 'files':
      return `${source} names files and folders in full that the page lists, reads, writes or deletes.`;
    case 'console':
      return `${source} is sent as a command to a database that the caller also names.`;
    case 'drop':
      return 'The page writes another page, and that one is a web shell.';
    case 'unfollowed':
      return 'The page is too large or too deeply nested to follow; the analysis stopped before its end.';
    default:
      return `${source} reaches ${o.what}.`;
  }
}

export function explain(judged: Judged): { readonly what: string; readonly why: string } {
  const hidden = judged.observation.inner
    ? ' The program text stands hidden inside a string.'
    : judged.observation.disguise === 2 && judged.observation.strength > 0
      ? ' The page hides the names it uses.'
      : '';
  return { what: whatOf(judged) + hidden, why: WHY[judged.kind] };
}
