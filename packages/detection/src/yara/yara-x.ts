/**
 * VirusTotal's YARA-X as WebAssembly, for single rules that need what the engine here has not (pe, elf, dotnet, hash …).
 * Known of its version 1.20: each scan costs 20 to 40 ms; the instance dies after some 3,000 scans; a rule that shares a
 * string with an earlier one that looks at the head of the file is lost; its time limit does nothing. Hence each rule is
 * compiled apart, and callers run it in a thread that they can end and renew.
 */
import type * as Engine from '@virustotal/yara-x';
import type { Externals } from './condition/scope.js';

/** Scans after which the thread must be renewed. */
export const SCANS_OF_AN_INSTANCE = 1500;

export interface ForeignRule {
  readonly name: string;
  /** Imports, the rules it refers to, the rule: UTF-8 as text. */
  readonly source: string;
}

/** Where the WebAssembly file of the engine lies, as a URL. */
export function yaraXLocation(): string {
  return new URL('yara_x_js_bg.wasm', import.meta.resolve('@virustotal/yara-x')).href;
}

/** One instance of the engine; rules are compiled when they are first asked for, and kept. */
export class YaraX {
  readonly #compiled = new Map<string, Engine.Rules | string>();

  private constructor(private readonly engine: typeof Engine) {}

  static async load(wasm: Uint8Array<ArrayBuffer>): Promise<YaraX> {
    const engine = await import('@virustotal/yara-x');
    engine.initSync({ module: wasm });
    return new YaraX(engine);
  }

  /** Whether the rule matches; a text when the engine refuses the rule or fails. Never throws. */
  decide(rule: ForeignRule, data: Uint8Array, externals: Externals): boolean | string {
    try {
      const rules = this.#rules(rule, externals);
      if (typeof rules === 'string') return rules;
      const scanner = rules.scanner();
      try {
        for (const [name, value] of Object.entries(externals)) scanner.setGlobal(name, value);
        const result: unknown = scanner.scan(data);
        return named(result).includes(rule.name);
      } finally {
        scanner.free();
      }
    } catch (error) {
      return firstLine(error);
    }
  }

  #rules(rule: ForeignRule, externals: Externals): Engine.Rules | string {
    let known = this.#compiled.get(rule.source);
    if (known === undefined) {
      try {
        const compiler = new this.engine.Compiler();
        for (const [name, value] of Object.entries(externals)) compiler.defineGlobal(name, value);
        compiler.addSource(rule.source);
        known = compiler.build();
      } catch (error) {
        known = firstLine(error);
      }
      this.#compiled.set(rule.source, known);
    }
    return known;
  }
}

function named(result: unknown): string[] {
  if (typeof result !== 'object' || result === null || !('matches' in result) || !Array.isArray(result.matches))
    return [];
  return result.matches.flatMap((match: unknown) =>
    typeof match === 'object' && match !== null && 'identifier' in match && typeof match.identifier === 'string'
      ? match.identifier
      : [],
  );
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? 'unknown error';
