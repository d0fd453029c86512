/**
 * Extended Protection and TLS requirement per application, as IIS would apply them: a location inherits from the
 * locations above it. Only applicationHost.config may set these sections, by location.
 */
import type { XmlElement } from '../xml/index.js';
import type { FactDraft } from './draft.js';

const MAX_LOCATIONS = 2000;

interface Settings {
  line: number;
  tokenChecking?: string;
  flags?: string;
  sslFlags?: string;
  windowsAuthentication?: string;
  allowUnlisted?: string;
}

/** Collects `windowsAuthentication/extendedProtection`, `access` and `ipSecurity` by location path. */
export class ProtectionTable {
  readonly #locations = new Map<string, Settings>();
  readonly #names = new Map<string, string>();

  open(element: XmlElement, ancestors: readonly XmlElement[]): void {
    const parent = ancestors.at(-1)?.name;
    const { attributes, name } = element;
    const relevant =
      (name === 'extendedProtection' && parent === 'windowsAuthentication') ||
      (name === 'windowsAuthentication' && parent === 'authentication') ||
      ((name === 'access' || name === 'ipSecurity') && parent === 'security');
    if (!relevant) return;
    const location = ancestors.findLast((a) => a.name === 'location')?.attributes.get('path') ?? '';
    const key = location.toLowerCase();
    let settings = this.#locations.get(key);
    if (settings === undefined) {
      if (this.#locations.size >= MAX_LOCATIONS) return;
      settings = { line: element.line };
      this.#locations.set(key, settings);
      this.#names.set(key, location);
    }
    const put = (field: Exclude<keyof Settings, 'line'>, attribute: string): void => {
      const value = attributes.get(attribute);
      if (value !== undefined) settings[field] = value;
    };
    if (name === 'access') put('sslFlags', 'sslFlags');
    if (name === 'ipSecurity') put('allowUnlisted', 'allowUnlisted');
    if (name === 'windowsAuthentication') {
      put('windowsAuthentication', 'enabled');
      settings.line = element.line;
    }
    if (name === 'extendedProtection') {
      put('tokenChecking', 'tokenChecking');
      put('flags', 'flags');
      settings.line = element.line;
    }
  }

  /** One fact for each location that sets Windows authentication or Extended Protection itself. */
  facts(): FactDraft[] {
    const facts: FactDraft[] = [];
    for (const [key, own] of this.#locations) {
      if (key === '' || (own.windowsAuthentication === undefined && own.tokenChecking === undefined)) continue;
      const location = this.#names.get(key) ?? key;
      const slash = location.indexOf('/');
      facts.push({
        line: own.line,
        values: {
          kind: 'extendedProtection',
          location,
          site: slash < 0 ? location : location.slice(0, slash),
          application: slash < 0 ? '/' : location.slice(slash),
          tokenChecking: this.#inherited(key, 'tokenChecking') ?? 'None',
          flags: this.#inherited(key, 'flags'),
          sslFlags: this.#inherited(key, 'sslFlags') ?? 'None',
          windowsAuthentication: (this.#inherited(key, 'windowsAuthentication') ?? 'false').toLowerCase(),
          allowUnlisted: (this.#inherited(key, 'allowUnlisted') ?? 'true').toLowerCase(),
        },
      });
    }
    return facts;
  }

  #inherited(key: string, field: Exclude<keyof Settings, 'line'>): string | undefined {
    for (let path = key; ; ) {
      const value = this.#locations.get(path)?.[field];
      if (value !== undefined) return value;
      if (path === '') return undefined;
      const slash = path.lastIndexOf('/');
      path = slash < 0 ? '' : path.slice(0, slash);
    }
  }
}
