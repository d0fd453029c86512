/**
 * How much a finding weighs that was made in a library instead of a page. A page is called by itself and shows all it is; a
 * library may be a part of a product whose parts are held together by others. One place, so that it can be read and argued.
 */
import type { PageFinding, PageLevel } from '../page/index.js';
import type { AssemblyLine } from './analyse.js';

/** Methods of a library that somebody wrote for one purpose; products have thousands. */
export const SMALL_LIBRARY = 300;

/**
 * What no product has a reason to let its visitors decide. Writing into memory is not among it: protections that products buy
 * do that.
 */
const GRAVE: ReadonlySet<PageFinding['kind']> = new Set<PageFinding['kind']>(['evaluate', 'compile', 'load', 'start']);

/** `Namespace.Outer+Inner.Method` -> `Namespace.Outer`. */
function outerType(method: string): string {
  const type = method.slice(0, Math.max(method.lastIndexOf('.'), 0)).replace(/\.$/, '');
  const nested = type.indexOf('+');
  return nested < 0 ? type : type.slice(0, nested);
}

/** Undefined: not worth telling. `methods`: how many the library has. */
export function levelIn(finding: PageFinding, lines: readonly AssemblyLine[], methods: number): PageLevel | undefined {
  if (finding.kind === 'unfollowed') return undefined;
  const small = methods <= SMALL_LIBRARY;
  const together = new Set(lines.map((l) => outerType(l.method))).size <= 1;
  // In a product, values of one class and another only meet in this analysis, which does not tell objects apart.
  if (!small && !together) return undefined;
  // Routes and modules are how libraries for the web work; a provider of files can answer for pages that do not exist.
  if (finding.kind === 'register')
    return methods <= SMALL_LIBRARY / 5 && lines.some((l) => /VirtualPathProvider/.test(l.text))
      ? 'suspicious'
      : undefined;
  const grave = GRAVE.has(finding.kind);
  if (finding.level === 'suspicious') return grave || (small && finding.kind !== 'reflect') ? 'suspicious' : undefined;
  return grave || small ? 'malicious' : 'suspicious';
}
