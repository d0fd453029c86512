import { buildHive, type KeySketch, type ValueSketch } from '@allclear/parsers';

interface Node {
  readonly name: string;
  lastWritten: number | undefined;
  readonly values: Map<string, ValueSketch>;
  readonly keys: Map<string, Node>;
}

const node = (name: string): Node => ({ name, lastWritten: undefined, values: new Map(), keys: new Map() });

/** A hive that is being put together key by key. */
export class HiveTree {
  readonly #root: Node;

  constructor(
    private readonly fileName: string,
    /** ms, UTC: when Windows was installed, the time of keys that nobody touched since. */
    private readonly installed: number,
    rootName = 'ROOT',
  ) {
    this.#root = node(rootName);
  }

  /** Makes the key where it is missing and sets values in it; `at`: when (ms, UTC), default the installation. */
  set(path: string, values: readonly ValueSketch[] = [], at: number = this.installed): this {
    let key = this.#root;
    for (const name of path.split('\\')) {
      const known = key.keys.get(name.toLowerCase());
      const next = known ?? node(name);
      if (known === undefined) {
        key.keys.set(name.toLowerCase(), next);
        // A new key below it is a change of the key itself.
        key.lastWritten = Math.max(key.lastWritten ?? 0, at);
      }
      key = next;
    }
    for (const value of values) key.values.set(value.name.toLowerCase(), value);
    key.lastWritten = Math.max(key.lastWritten ?? 0, at);
    return this;
  }

  build(): Uint8Array {
    return buildHive({ root: this.#sketch(this.#root), fileName: this.fileName, lastWritten: this.installed });
  }

  #sketch(key: Node): KeySketch {
    return {
      name: key.name,
      lastWritten: key.lastWritten ?? this.installed,
      values: [...key.values.values()],
      keys: [...key.keys.values()].map((child) => this.#sketch(child)),
    };
  }
}
