/**
 * A web.config judged as a whole: does it make a web shell of itself or of files beside it? Settings that are harmless one by
 * one are seen together (the file may be asked for + it is run). Inline code in it is read by the analysis of pages.
 */
import { readXml, type XmlElement } from '@allclear/parsers';
import { className, engineOf, extensionOf, GADGET } from './settings.js';

export type ConfigurationKind = 'itself' | 'data' | 'command' | 'extension' | 'served' | 'gadget' | 'keys' | 'execute';

export interface ConfigurationFinding {
  readonly kind: ConfigurationKind;
  readonly level: 'malicious' | 'suspicious';
  readonly what: string;
  readonly why: string;
  readonly lines: readonly { readonly line: number; readonly text: string }[];
}

export interface ConfigurationAnalysis {
  readonly level: 'malicious' | 'suspicious' | undefined;
  readonly findings: readonly ConfigurationFinding[];
}

export interface ConfigurationOptions {
  /** The folder holds only files for browsers: nobody configures an application there. */
  readonly staticFolder?: boolean;
}

/** Findings of one file. */
const MAX_FINDINGS = 20;
const QUOTED = 200;

interface Setting {
  readonly line: number;
  readonly text: string;
}

/** Findings about one configuration file, the gravest first; broken XML gives what could be read. */
export function analyseConfiguration(bytes: Uint8Array, options: ConfigurationOptions = {}): ConfigurationAnalysis {
  const seen = new Settings();
  readXml(bytes, { open: (element, ancestors) => seen.take(element, ancestors) });
  const findings = seen.findings(options).slice(0, MAX_FINDINGS);
  findings.sort((a, b) => Number(a.level === 'suspicious') - Number(b.level === 'suspicious'));
  return { level: findings[0]?.level, findings };
}

class Settings {
  /** Extensions mapped to something that runs them. */
  readonly #run = new Map<ConfigurationKind, Setting[]>();
  /** The configuration file may be asked for. */
  readonly #served: Setting[] = [];
  readonly #keys: Setting[] = [];
  readonly #unchecked: Setting[] = [];
  readonly #gadgets: Setting[] = [];
  readonly #execute: Setting[] = [];

  take(element: XmlElement, ancestors: readonly XmlElement[]): void {
    const parent = ancestors.at(-1)?.name.toLowerCase() ?? '';
    const name = element.name.toLowerCase();
    const attribute = (key: string): string | undefined =>
      element.attributes.get(key) ?? [...element.attributes].find(([k]) => k.toLowerCase() === key.toLowerCase())?.[1];
    for (const value of element.attributes.values()) if (GADGET.test(value)) push(this.#gadgets, element);
    if (name === 'add' && (parent === 'handlers' || parent === 'httphandlers'))
      this.#mapped(element, attribute('path') ?? '', attribute('type'), attribute('scriptProcessor'));
    else if (name === 'add' && parent === 'buildproviders')
      this.#mapped(element, attribute('extension') ?? '', attribute('type'), undefined);
    else if (name === 'handlers' && /\bexecute\b/i.test(attribute('accessPolicy') ?? '')) push(this.#execute, element);
    else if (parent === 'fileextensions') {
      const extension = (attribute('fileExtension') ?? '').toLowerCase();
      if (extension !== '.config') return;
      if (name === 'remove' || (name === 'add' && /^true$/i.test(attribute('allowed') ?? '')))
        push(this.#served, element);
    } else if (parent === 'hiddensegments' && name === 'remove' && /^web\.config$/i.test(attribute('segment') ?? ''))
      push(this.#served, element);
    else if (name === 'machinekey') {
      const keys = [attribute('validationKey'), attribute('decryptionKey')];
      // The keys themselves are never quoted.
      if (keys.some((k) => k !== undefined && /^[0-9a-f]{16,}/i.test(k.trim())))
        this.#keys.push({ line: element.line, text: '<machineKey validationKey="…" decryptionKey="…">' });
    } else if (name === 'pages' && /^false$/i.test(attribute('enableViewStateMac') ?? ''))
      push(this.#unchecked, element);
    else if (
      name === 'add' &&
      parent === 'appsettings' &&
      /DisableActivitySurrogateSelectorTypeCheck$/i.test(attribute('key') ?? '') &&
      /^true$/i.test(attribute('value') ?? '')
    )
      push(this.#gadgets, element);
  }

  #mapped(element: XmlElement, paths: string, type: string | undefined, processor: string | undefined): void {
    const engine = engineOf(type, processor);
    if (engine === undefined) return;
    if (engine === 'shell') {
      this.#add('command', element);
      return;
    }
    for (const path of paths.split(',').slice(0, 50)) {
      const extension = extensionOf(path);
      if (extension === 'configuration') this.#add('itself', element);
      else if (extension === 'data') this.#add('data', element);
      else if (extension === 'other' && className(type) !== '') this.#add('extension', element);
    }
  }

  #add(kind: ConfigurationKind, element: XmlElement): void {
    const list = this.#run.get(kind) ?? [];
    push(list, element);
    this.#run.set(kind, list);
  }

  findings(options: ConfigurationOptions): ConfigurationFinding[] {
    const out: ConfigurationFinding[] = [];
    const say = (
      kind: ConfigurationKind,
      level: ConfigurationFinding['level'],
      what: string,
      why: string,
      ...settings: readonly (readonly Setting[])[]
    ): void => {
      const lines = settings.flat().slice(0, 6);
      if (lines.length > 0) out.push({ kind, level, what, why, lines });
    };
    const itself = this.#run.get('itself') ?? [];
    say(
      'itself',
      'malicious',
      this.#served.length > 0
        ? 'Configuration files may be asked for by visitors, and are run as pages.'
        : 'Configuration files are run as pages.',
      'A web shell can stand in the configuration file itself, where nobody looks for pages; no application needs that.',
      itself,
      itself.length > 0 ? this.#served : [],
    );
    if (itself.length === 0)
      say(
        'served',
        'suspicious',
        'Visitors may fetch configuration files.',
        'They hold machine keys and passwords of databases. Intruders lift this protection to read them or to run code in them.',
        this.#served,
      );
    say(
      'command',
      'malicious',
      'Requests are handed to a program of Windows that runs commands.',
      'Whoever knows the address commands the server; there is no page to be found.',
      this.#run.get('command') ?? [],
    );
    say(
      'data',
      'malicious',
      'Files that look like pictures, texts or other data are run as pages.',
      'A web shell can then be uploaded as a picture, and no search for pages finds it.',
      this.#run.get('data') ?? [],
    );
    say(
      'extension',
      'suspicious',
      'Files of an unusual ending are run as pages.',
      'A web shell with such an ending is overlooked. Some applications do it for addresses of their own.',
      this.#run.get('extension') ?? [],
    );
    say(
      'gadget',
      'malicious',
      'A setting names a type that runs programs when it is created, or switches off the protection against such data.',
      'No application is configured so: this is how serialised data is made to run programs.',
      this.#gadgets,
    );
    if (options.staticFolder === true) {
      say(
        'keys',
        'suspicious',
        'Machine keys are written down for a folder that holds only files for browsers.',
        'Whoever planted them can forge data that the server trusts for this folder, and so run programs without any page.',
        this.#keys,
      );
      say(
        'execute',
        'suspicious',
        'Programs may be run from a folder that holds only files for browsers.',
        'An uploaded program can be started by asking for it.',
        this.#execute,
      );
    } else if (this.#keys.length > 0 && this.#unchecked.length > 0)
      say(
        'keys',
        'suspicious',
        'View state is accepted unchecked, and the machine keys are written down.',
        'Both together let anybody who has read the file run programs by a crafted request.',
        this.#keys,
        this.#unchecked,
      );
    return out;
  }
}

/** `<add name="…" …>` as it stood, shortened. */
function push(list: Setting[], element: XmlElement): void {
  if (list.length >= 20) return;
  const attributes = [...element.attributes].map(([name, value]) => ` ${name}="${value}"`).join('');
  list.push({ line: element.line, text: `<${element.name}${attributes}>`.slice(0, QUOTED) });
}
