import type { Baseline } from './format.js';

/** Whether a file is one that a customer has vouched for: same content, at the same place below the web root. */
export class BaselineIndex {
  readonly #paths = new Map<string, string[]>();

  constructor(baselines: readonly Baseline[]) {
    for (const { files } of baselines)
      for (const { sha256, path } of files) {
        const list = this.#paths.get(sha256) ?? [];
        list.push(normal(path));
        this.#paths.set(sha256, list);
      }
  }

  /** Number of different contents. */
  get size(): number {
    return this.#paths.size;
  }

  /** `path`: any path of the evidence that ends with the path below the web root; case and separators do not matter. */
  accepts(path: string, sha256: string | undefined): boolean {
    const known = sha256 === undefined ? undefined : this.#paths.get(sha256.toLowerCase());
    if (known === undefined) return false;
    const asked = `/${normal(path)}`;
    return known.some((own) => asked.endsWith(`/${own}`));
  }
}

const normal = (path: string): string => path.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase();
