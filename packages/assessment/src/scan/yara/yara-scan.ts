/** YARA packs over files: the engine of our own first, YARA-X for the few rules that it leaves undecided. */
import { type Externals, type Refused, YaraPack, type YaraRule, type YaraSource } from '@allclear/detection';
import type { Problem } from '@allclear/model';
import { fileExtension, fileMagic, fileName } from '@allclear/parsers';
import { ForeignEngine, isPassing } from './foreign.js';
import { type YaraHit, yaraHit } from './hit.js';

export interface ScannedFile {
  /** As given to `scan`; `/` or `\` between folders. */
  readonly path: string;
  /** The beginning of the file, or all of it. */
  readonly bytes: Uint8Array;
  /** Bytes of the whole file. */
  readonly size: number;
  /** Instead of those that the path and the content give. */
  readonly variables?: Externals;
}

export interface YaraFindings {
  readonly hits: readonly YaraHit[];
  readonly problems: readonly Problem[];
}

/** Serves one file after the other. */
export class YaraScan {
  readonly #pack: YaraPack;
  readonly #foreign: ForeignEngine;
  /** Rules that the other engine refused: told once, not asked again. */
  readonly #unusable = new Set<YaraRule>();

  constructor(sources: readonly YaraSource[], foreign: ForeignEngine = new ForeignEngine()) {
    this.#foreign = foreign;
    this.#pack = new YaraPack(sources);
  }

  get rules(): number {
    return this.#pack.size;
  }

  /** Rules that are not run, and why. */
  get problems(): Problem[] {
    return this.#pack.refused.map(refusal);
  }

  /** Never rejects. */
  async scan({ path, bytes, size, variables }: ScannedFile): Promise<YaraFindings> {
    const externals = variables ?? fileVariables(path, bytes);
    const { matches, undecided, unfinished } = this.#pack.scan(bytes, externals, size);
    const hits = matches.map((match) => yaraHit(match, bytes));
    const problems: Problem[] = [];
    if (unfinished) {
      const detail = 'YARA rules were not finished on this file: what one file may cost was spent';
      problems.push({ code: 'ALC-P008', file: path, detail });
    }
    if (bytes.length < size) {
      const detail = `YARA rules saw the first ${bytes.length} of ${size} bytes`;
      problems.push({ code: 'ALC-P008', file: path, detail });
    }
    const ask = undecided.filter((rule) => !this.#unusable.has(rule));
    if (ask.length > 0) {
      const sources = ask.map((rule) => this.#pack.foreignSource(rule));
      const answers = await this.#foreign.decide(sources, bytes, externals);
      ask.forEach((rule, i) => {
        const answer = answers[i];
        if (answer === true) hits.push(yaraHit({ rule, places: this.#pack.placesOf(rule, bytes) }, bytes));
        else if (typeof answer === 'string') {
          // A thread that was ended says nothing about the next file.
          if (!isPassing(answer)) this.#unusable.add(rule);
          const { origin, line, name } = rule;
          problems.push(refusal({ origin, line, rule: name, reason: `${answer} (first at ${path})` }));
        }
      });
    }
    return { hits, problems };
  }

  async close(): Promise<void> {
    await this.#foreign.close();
  }
}

function refusal({ origin, line, rule, reason }: Refused): Problem {
  const detail = rule === undefined ? reason : `rule ${rule}: ${reason}`;
  return { code: 'ALC-R001', file: origin, line, detail };
}

/** The variables that packs expect, as the scanners that brought them up (LOKI, THOR) set them. Texts as bytes of UTF-8. */
export function fileVariables(path: string, bytes: Uint8Array): Externals {
  const windows = path.replaceAll('/', '\\');
  const name = fileName(windows);
  const kind = fileMagic(bytes);
  return {
    filename: binary(name),
    filepath: binary(path.slice(0, Math.max(0, path.length - name.length - 1))),
    extension: binary(fileExtension(name)),
    filetype: kind === 'pe' ? 'EXE' : kind.toUpperCase(),
    owner: '',
  };
}

const binary = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text.slice(0, 4096)));
