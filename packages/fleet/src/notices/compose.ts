/** The text of a notice: a template filled with facts. One organisation's text first; texts to one address become one message. */
import { hostText, oneLine, unlinked } from './harmless.js';
import { type Language, type LanguageCode, type NoticeKind, TEXTS } from './templates/index.js';

export const TLP_LEVELS = ['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'] as const;
export type Tlp = (typeof TLP_LEVELS)[number];

/** What one organisation is told about one of its servers. Values are raw; composing makes them harmless. */
export interface HostFacts {
  /** Undefined: only an address is known. */
  readonly name?: string;
  readonly addresses: readonly string[];
  readonly build?: string;
  readonly facts: readonly {
    readonly label: 'weakness' | 'seen' | 'source' | 'since' | 'page' | 'verified';
    readonly value: string;
  }[];
}

export interface OrganisationFacts {
  readonly organisation: string;
  readonly name: string;
  readonly domains: readonly string[];
  readonly tlp: Tlp;
  readonly hosts: readonly HostFacts[];
}

export interface Letter {
  readonly kind: NoticeKind;
  readonly language: LanguageCode;
  /** Name of the authority. */
  readonly from: string;
  /** Addresses of our own pages. */
  readonly verifyUrl: string;
  readonly keyUrl: string;
  /** Set by the answer of the check page. */
  readonly asked?: boolean;
}

/** Filled in at the last moment: what is secret is not stored with the text. */
export const CODE = '{{code}}';
export const OPT_OUT = '{{opt-out}}';

const WIDTH = 72;
const RULE = '='.repeat(60);
const MAX_HOSTS = 200;
const MAX_FACTS = 20;

export function subjectOf(letter: Pick<Letter, 'kind' | 'language' | 'from'>): string {
  return oneLine(fill(TEXTS[letter.language].kinds[letter.kind].subject, { authority: unlinked(letter.from) }), 150);
}

/** Lines end with \n, hold at most 72 characters where words allow, and no blank at their end: what is signed survives the way. */
export function bodyOf(letter: Letter, about: readonly OrganisationFacts[]): string {
  const text = TEXTS[letter.language];
  const kind = text.kinds[letter.kind];
  const tlp = strictest(about.map((o) => o.tlp));
  const from = fill(text.from, { authority: unlinked(letter.from) });
  const opening = [
    text.tlp[tlp],
    text.greeting,
    from,
    ...(letter.asked === true ? [text.asked] : []),
    ...kind.opening,
    `${text.factsTitle}:`,
  ];
  const closing = [
    `${text.stepsTitle}:`,
    kind.steps.map((step, index) => wrap(`${index + 1}. ${step}`, '   ')).join('\n'),
    fill(text.genuine, { verify: letter.verifyUrl, code: CODE }),
    fill(text.signed, { key: letter.keyUrl }),
    fill(text.optOut, { optOut: OPT_OUT }),
    oneLine(letter.from),
  ];
  return [
    opening.map((p) => wrap(p)).join('\n\n'),
    RULE,
    about.map((o) => factsText(text, o)).join('\n\n'),
    RULE,
    closing.map((p) => (p.includes('\n') ? p : wrap(p))).join('\n\n'),
  ].join('\n\n');
}

/**
 * Texts of one batch to one address as one message: the frame of the first, the facts of all. The first line carries the strictest TLP.
 * @param bodies made by bodyOf with the same letter
 */
export function together(bodies: readonly string[], language: LanguageCode): string {
  const [first] = bodies;
  if (first === undefined) return '';
  if (bodies.length === 1) return first;
  const parts = bodies.map(partsOf);
  const [frame] = parts;
  if (frame === undefined || parts.some((p) => p === undefined)) return bodies.join(`\n\n${RULE}\n\n`);
  const tlp = TEXTS[language].tlp;
  const levels = parts.map((p) => TLP_LEVELS.find((level) => p?.opening.startsWith(wrap(tlp[level]))) ?? 'RED');
  const own = levels[0] ?? 'RED';
  const opening = wrap(tlp[strictest(levels)]) + frame.opening.slice(wrap(tlp[own]).length);
  return [opening, RULE, parts.map((p) => p?.facts ?? '').join('\n\n'), RULE, frame.closing].join('\n\n');
}

/** Values hold no line of their own, so a rule line is always one of ours. */
function partsOf(body: string): { opening: string; facts: string; closing: string } | undefined {
  const [opening, facts, closing, more] = body.split(`\n\n${RULE}\n\n`);
  if (opening === undefined || facts === undefined || closing === undefined || more !== undefined) return undefined;
  return { opening, facts, closing };
}

function factsText(text: Language, about: OrganisationFacts): string {
  const shown = about.hosts.slice(0, MAX_HOSTS).map((host) => hostFactsText(text, host, about.domains));
  const left = about.hosts.length - shown.length;
  const more = left > 0 ? [`  (${fill(text.words.more, { count: String(left) })})`] : [];
  return [unlinked(about.name), ...shown, ...more].join('\n');
}

function hostFactsText(text: Language, host: HostFacts, domains: readonly string[]): string {
  const addresses = host.addresses.slice(0, MAX_FACTS).map(unlinked).join(', ');
  const name = host.name === undefined ? addresses : hostText(host.name, domains);
  const head = host.name === undefined || addresses === '' ? `  * ${name}` : `  * ${name} (${addresses})`;
  const build = host.build === undefined ? [] : [`      ${text.words.build}: ${buildText(host.build)}`];
  const facts = host.facts.slice(0, MAX_FACTS).map((f) => `      ${text.words[f.label]}: ${unlinked(f.value)}`);
  const left = host.facts.length - facts.length;
  const more = left > 0 ? [`      (${fill(text.words.more, { count: String(left) })})`] : [];
  return [head, ...build, ...facts, ...more].join('\n');
}

/** A version number is a dotted name that nobody clicks. */
function buildText(build: string): string {
  return /^[0-9]+(?:\.[0-9]+)*$/.test(build) ? oneLine(build) : unlinked(build);
}

export function strictest(levels: readonly Tlp[]): Tlp {
  return levels.reduce<Tlp>((a, b) => (TLP_LEVELS.indexOf(b) > TLP_LEVELS.indexOf(a) ? b : a), 'CLEAR');
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

function wrap(paragraph: string, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent + word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}
