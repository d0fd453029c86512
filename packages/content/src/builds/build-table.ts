/** Answers from the build table: what a build is called, and whether it is open to a vulnerability. */
import { type BuildNumber, compareBuilds, familyOf, formatBuild, parseBuild } from './build-number.js';
import type { BuildRow, BuildTableFile, Family, VulnerabilityRow } from './schema.js';

/**
 * fixed, vulnerable: by the build alone. needs-state-check: the build suffices (or no build can), a setting decides.
 * disputed: Microsoft's own tables disagree. unknown-not-listed: the vendor's list leaves this cumulative update out.
 * unsupported-unknown: out of support when the flaw was published, nobody said. unknown: not an Exchange build we know.
 */
export type BuildAnswer =
  | { readonly status: 'fixed' | 'not-affected'; readonly why?: string }
  | { readonly status: 'vulnerable'; readonly fixedBy: string | undefined; readonly noFixForThisCu: boolean }
  | { readonly status: 'needs-state-check'; readonly checks: readonly string[]; readonly steps: readonly string[] }
  | {
      readonly status: 'disputed' | 'unknown-not-listed' | 'unsupported-unknown' | 'unknown';
      readonly why: string;
    };

/** End of support, after which the vendor no longer says whether a family is affected. */
const END_OF_SUPPORT: Partial<Record<Family, string>> = { '2010': '2020-10-13', '2013': '2023-04-11' };

/** Which build is which update, and which of the known flaws it has. Data and sources: `data/builds/builds.json`. */
export class BuildTable {
  readonly #byBuild: ReadonlyMap<string, BuildRow>;
  readonly #cuOf: ReadonlyMap<string, BuildRow>;
  readonly #vulnerabilities: ReadonlyMap<string, VulnerabilityRow>;
  readonly asOf: string;
  readonly vulnerabilities: readonly VulnerabilityRow[];
  readonly builds: readonly BuildRow[];

  constructor(file: BuildTableFile) {
    this.asOf = file.asOf;
    this.builds = file.builds;
    this.vulnerabilities = file.vulnerabilities;
    this.#byBuild = new Map(file.builds.map((row) => [row.build, row]));
    this.#vulnerabilities = new Map(file.vulnerabilities.map((row) => [row.id, row]));
    // The third number names the cumulative update.
    const cus = new Map<string, BuildRow>();
    for (const row of file.builds) {
      const key = row.build.split('.').slice(0, 3).join('.');
      if (!cus.has(key) || row.type === 'CU') cus.set(key, row);
    }
    this.#cuOf = cus;
  }

  vulnerability(id: string): VulnerabilityRow | undefined {
    return this.#vulnerabilities.get(id);
  }

  row(build: BuildNumber): BuildRow | undefined {
    return this.#byBuild.get(formatBuild(build));
  }

  /** Name of the cumulative update a build belongs to, e.g. `2016 CU19`. */
  cumulativeUpdate(build: BuildNumber): string | undefined {
    const row = this.#cuOf.get(build.slice(0, 3).join('.'));
    return row && `${row.family} ${row.cu}`;
  }

  /** `Exchange 2016 CU19 + Mar21SU`; an unknown revision names the newest known update below it. */
  name(build: BuildNumber): string | undefined {
    const cu = this.cumulativeUpdate(build);
    const family = familyOf(build);
    if (family === undefined) return undefined;
    if (cu === undefined) return `Exchange ${family}`;
    const exact = this.row(build);
    if (exact) return `Exchange ${cu}${exact.update ? ` + ${exact.update}` : ''}`;
    const below = this.builds
      .filter((row) => row.build.split('.').slice(0, 3).join('.') === build.slice(0, 3).join('.'))
      .filter((row) => compareBuilds(parseBuild(row.build) ?? build, build) < 0)
      .at(-1);
    return `Exchange ${cu}${below?.update ? ` + at least ${below.update}` : ''}`;
  }

  /** Is a server of this build open to this vulnerability? */
  answer(build: BuildNumber, id: string): BuildAnswer {
    const vulnerability = this.vulnerability(id);
    if (!vulnerability) return { status: 'unknown', why: `${id} is not in the table` };
    const family = familyOf(build);
    if (family === undefined) return { status: 'unknown', why: `${formatBuild(build)} is not an Exchange build` };
    if (vulnerability.notAffected.includes(family)) return { status: 'not-affected', why: 'listed as not affected' };
    if (!vulnerability.families.includes(family)) return this.#otherFamily(family, vulnerability);
    const cu = this.cumulativeUpdate(build);
    if (cu !== undefined && vulnerability.notListed.some((entry) => sameCu(entry, cu))) {
      return { status: 'unknown-not-listed', why: `Exchange ${cu} is not in the vendor's list` };
    }
    return this.#affectedFamily(build, family, cu, vulnerability);
  }

  #otherFamily(family: Family, vulnerability: VulnerabilityRow): BuildAnswer {
    if (family === 'SE' && vulnerability.families.includes('2019')) {
      return { status: 'fixed', why: 'the Subscription Edition came after this fix' };
    }
    const end = END_OF_SUPPORT[family];
    if (end !== undefined && vulnerability.published > end) {
      return { status: 'unsupported-unknown', why: `Exchange ${family} is out of support since ${end}` };
    }
    return { status: 'not-affected', why: `Exchange ${family} is not among the affected products` };
  }

  #affectedFamily(
    build: BuildNumber,
    family: Family,
    cu: string | undefined,
    vulnerability: VulnerabilityRow,
  ): BuildAnswer {
    const fixes = Object.entries(vulnerability.fixedIn)
      .filter(([product]) => product.split(' ')[0] === family)
      .map(([product, fixed]) => ({ product, fixed: parseBuild(fixed) }))
      .filter((fix): fix is { product: string; fixed: BuildNumber } => fix.fixed !== undefined);
    const own = cu === undefined ? undefined : fixes.find((fix) => sameCu(fix.product, cu));
    const highest = fixes
      .map((fix) => fix.fixed)
      .sort(compareBuilds)
      .at(-1);
    const built =
      (own !== undefined && compareBuilds(build, own.fixed) >= 0) ||
      (highest !== undefined && compareBuilds(build, highest) >= 0) ||
      (family === 'SE' && fixes.length === 0);
    const stateDecides = vulnerability.stateChecks.length > 0 && (built || fixes.length === 0);
    if (stateDecides) {
      return { status: 'needs-state-check', checks: vulnerability.stateChecks, steps: vulnerability.steps };
    }
    if (built) return { status: 'fixed' };
    const dispute = this.#dispute(build, own?.fixed);
    if (dispute) return dispute;
    return { status: 'vulnerable', fixedBy: own && formatBuild(own.fixed), noFixForThisCu: own === undefined };
  }

  #dispute(build: BuildNumber, fixed: BuildNumber | undefined): BuildAnswer | undefined {
    const row = fixed && this.row(fixed);
    const lower = row?.disputedBuild === undefined ? undefined : parseBuild(row.disputedBuild);
    if (!row || !lower || compareBuilds(build, lower) < 0) return undefined;
    return {
      status: 'disputed',
      why: `one table of the vendor takes ${formatBuild(lower)} for the fix, another ${row.build}`,
    };
  }
}

/** SP1 of Exchange 2013 is its CU4. */
function sameCu(a: string, b: string): boolean {
  const normal = (name: string): string => (name === '2013 SP1' || name === '2013 CU4 (SP1)' ? '2013 CU4' : name);
  return normal(a) === normal(b);
}
