import type { Problem } from '@allclear/model';
import { decodePercent } from '@allclear/parsers';
import { inNetwork, type Network, parseAddress, parseNetwork } from '../sigma/cidr.js';
import { compileRegex, RegexSyntaxError, type SafeRegex } from '../sigma/regex/index.js';
import type { Indicator, IndicatorType } from './indicator.js';

/** Longer names, paths and user agents are looked at up to here. */
export const MAX_LOOKUP_LENGTH = 4096;
/** Folders of a request path that are tried as prefixes. */
export const MAX_URL_SEGMENTS = 64;

const NONE: readonly Indicator[] = [];
/** Where Exchange 2010 to 2019 installs itself if nobody says otherwise, below whatever drive. */
const DEFAULT_INSTALL_PATH = /^[a-z]:\\program files\\microsoft\\exchange server\\v1[45]\\/;

/** Exact look-ups are hash look-ups; expressions and networks are tried one by one. Text compares without case. */
export class IndicatorIndex {
  /** Indicators that cannot be used (an expression or a network that is not valid). */
  readonly problems: Problem[] = [];
  readonly #exact = new Map<string, Indicator[]>();
  readonly #networks: { readonly network: Network; readonly indicator: Indicator }[] = [];
  readonly #paths: { readonly regex: SafeRegex; readonly indicator: Indicator }[] = [];
  readonly #urls: { readonly regex: SafeRegex; readonly indicator: Indicator }[] = [];

  constructor(indicators: readonly Indicator[]) {
    for (const indicator of indicators) if (indicator.withdrawn !== true) this.#add(indicator);
  }

  /** MD5, SHA-1 or SHA-256 in hexadecimal, told apart by length. */
  byHash(hex: string): readonly Indicator[] {
    const type = HASH_TYPES.get(hex.length);
    return type === undefined ? NONE : this.#find(type, hex.toLowerCase());
  }

  /** IPv4 or IPv6; an IPv4-mapped address is an IPv4 one. */
  byAddress(address: string): readonly Indicator[] {
    const bytes = parseAddress(address);
    if (bytes === undefined) return NONE;
    const found = [...this.#find('ipv4', bytes.join('.'))];
    for (const { network, indicator } of this.#networks) if (inNetwork(network, bytes)) found.push(indicator);
    return found;
  }

  /** A host name: itself and the domains above it. */
  byDomain(name: string): readonly Indicator[] {
    const labels = cut(name).toLowerCase().replace(/\.$/, '').split('.');
    return labels.flatMap((_, i) => [...this.#find('domain', labels.slice(i).join('.'))]);
  }

  /** Name of a file without its folder. */
  byFileName(name: string): readonly Indicator[] {
    return this.#find('filename', cut(name).toLowerCase());
  }

  /** @param exchangeInstallPath where Exchange is installed, if known; otherwise its default place counts. */
  byPath(windowsPath: string, exchangeInstallPath?: string): readonly Indicator[] {
    const path = windows(windowsPath);
    const forms = new Set([path]);
    if (/^[a-z]:\\/.test(path)) forms.add(path.slice(2)).add(`%systemdrive%${path.slice(2)}`);
    const given = exchangeInstallPath === undefined ? '' : `${windows(exchangeInstallPath).replace(/\\+$/, '')}\\`;
    const root = given.length > 1 && path.startsWith(given) ? given : DEFAULT_INSTALL_PATH.exec(path)?.[0];
    if (root !== undefined) forms.add(`%exchangeinstallpath%${path.slice(root.length)}`);
    const found = [...forms].flatMap((form) => [...this.#find('file-path', form)]);
    for (const { regex, indicator } of this.#paths) if (regex.test(path)) found.push(indicator);
    return found;
  }

  /** Path of a request, encoded or not; a query is left away. */
  byUrlPath(path: string): readonly Indicator[] {
    const plain = decodePercent(cut(path).split('?', 1)[0] ?? '').toLowerCase();
    const found: Indicator[] = [];
    let at = 0;
    for (let i = 0; i < MAX_URL_SEGMENTS; i++) {
      const slash = plain.indexOf('/', at);
      if (slash < 0) break;
      // `/ecp/x` stands for itself and what is below it, `/ecp/` for what is below.
      if (slash > 0) found.push(...this.#find('url-path', plain.slice(0, slash)));
      found.push(...this.#find('url-path', plain.slice(0, slash + 1)));
      at = slash + 1;
    }
    if (!plain.endsWith('/')) found.push(...this.#find('url-path', plain));
    for (const { regex, indicator } of this.#urls) if (regex.test(plain)) found.push(indicator);
    return found;
  }

  byUserAgent(userAgent: string): readonly Indicator[] {
    return this.#find('user-agent', agent(userAgent));
  }

  #find(type: IndicatorType, value: string): readonly Indicator[] {
    return this.#exact.get(`${type}\n${value}`) ?? NONE;
  }

  #add(indicator: Indicator): void {
    const { type, value } = indicator;
    if (type === 'ipv4' || type === 'ipv6' || type === 'cidr') this.#addNetwork(indicator);
    else if (type === 'path-regex') this.#addRegex(indicator, this.#paths);
    else if (type === 'url-regex') this.#addRegex(indicator, this.#urls);
    else if (type === 'file-path') this.#addExact(indicator, windows(value));
    else if (type === 'url-path') this.#addExact(indicator, decodePercent(value).toLowerCase());
    else if (type === 'user-agent') this.#addExact(indicator, agent(value));
    else this.#addExact(indicator, value.toLowerCase());
  }

  #addExact(indicator: Indicator, value: string, type: IndicatorType = indicator.type): void {
    const key = `${type}\n${value}`;
    const known = this.#exact.get(key);
    if (known === undefined) this.#exact.set(key, [indicator]);
    else known.push(indicator);
  }

  #addNetwork(indicator: Indicator): void {
    const network = parseNetwork(indicator.value);
    if (network === undefined) this.#refuse(indicator, 'not an address or network');
    else if (network.bytes.length === 4 && network.prefix === 32)
      this.#addExact(indicator, network.bytes.join('.'), 'ipv4');
    else this.#networks.push({ network, indicator });
  }

  #addRegex(indicator: Indicator, list: { readonly regex: SafeRegex; readonly indicator: Indicator }[]): void {
    try {
      const regex = compileRegex(indicator.value, { ignoreCase: true, multiline: false, dotAll: false });
      list.push({ regex, indicator });
    } catch (error) {
      if (!(error instanceof RegexSyntaxError)) throw error;
      this.#refuse(indicator, error.message);
    }
  }

  #refuse(indicator: Indicator, why: string): void {
    const detail = `the indicator ${indicator.type} ${JSON.stringify(indicator.value.slice(0, 80))} is not used: ${why}`;
    this.problems.push({ code: 'ALC-R001', file: indicator.source, detail });
  }
}

const HASH_TYPES: ReadonlyMap<number, IndicatorType> = new Map([
  [32, 'md5'],
  [40, 'sha1'],
  [64, 'sha256'],
]);

function cut(text: string): string {
  return text.slice(0, MAX_LOOKUP_LENGTH);
}

function windows(path: string): string {
  return cut(path).replaceAll('/', '\\').toLowerCase();
}

/** IIS writes blanks as '+', and so do the lists that were copied from its logs. */
function agent(text: string): string {
  return cut(text).replaceAll('+', ' ').trim().toLowerCase();
}
