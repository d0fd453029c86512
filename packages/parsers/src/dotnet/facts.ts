/**
 * An assembly as records, for `dump`. Category `assembly`; `kind`:
 * - `assembly`: name version culture strongNamed runtime;
 * - `reference`: name version culture;
 * - `type`: name base interfaces;
 * - `method`: type name returns parameters native (`library!function`) calls (what its code calls, in order) strings
 *   (literals it loads);
 * - `member`: type name returns parameters: what of other assemblies is used;
 * - `string`: text, token (hexadecimal);
 * - `resource`: name size.
 */
import { FactEvent } from '@allclear/model';
import type { FactResult } from '../facts/index.js';
import { type DotNetAssembly, type DotNetMethod, parseDotNet } from './assembly.js';
import { MAX_RECORD_TEXT, MAX_RECORDS } from './limits.js';

const LOG_SOURCE = { product: 'allclear', category: 'assembly' } as const;
const MAX_CALLS = 200;

const cut = (text: string): string => text.slice(0, MAX_RECORD_TEXT);

/** Facts of one assembly; no facts and a problem where the bytes are none. */
export function parseAssemblyFacts(bytes: Uint8Array): FactResult {
  const { assembly, problems } = parseDotNet(bytes);
  if (assembly === undefined) return { facts: [], problems };
  const facts: FactEvent[] = [];
  const all = [...problems];
  const add = (kind: string, values: Readonly<Record<string, string | number | boolean | undefined>>): void => {
    facts.push(new FactEvent(LOG_SOURCE, { kind, ...values }));
  };
  const many = <T>(list: Iterable<T>, each: (item: T) => void): void => {
    let count = 0;
    for (const item of list) {
      if (count++ >= MAX_RECORDS) {
        all.push({
          code: 'ALC-P008',
          detail: `more than ${MAX_RECORDS} entries of one kind; the rest was not put out`,
        });
        return;
      }
      each(item);
    }
  };
  add('assembly', { ...assembly.identity, runtime: assembly.runtime });
  many(assembly.references, (r) => add('reference', { ...r }));
  many(assembly.types, (t) => add('type', { name: t.fullName, base: t.base, interfaces: cut(t.interfaces.join(' ')) }));
  many(methodsOf(assembly), (m) => add('method', methodFact(assembly, m)));
  many(assembly.memberReferences(), (r) => {
    if (r.kind === 'method')
      add('member', {
        type: r.type,
        name: r.name,
        returns: r.signature.returns,
        parameters: cut(r.signature.parameters.join(', ')),
      });
    else if (r.kind === 'field') add('member', { type: r.type, name: r.name, returns: r.fieldType });
  });
  many(assembly.metadata.userStrings(), (s) =>
    add('string', { token: (0x70000000 + s.index).toString(16), text: cut(s.text) }),
  );
  many(assembly.resources(), (r) => add('resource', { name: r.name, size: r.bytes?.length }));
  return { facts, problems: all };
}

function* methodsOf(assembly: DotNetAssembly): Generator<DotNetMethod> {
  for (const type of assembly.types) yield* type.methods;
}

function methodFact(
  assembly: DotNetAssembly,
  method: DotNetMethod,
): Readonly<Record<string, string | number | undefined>> {
  const calls: string[] = [];
  const strings: string[] = [];
  for (const instruction of assembly.body(method)?.instructions ?? []) {
    const { name, operand } = instruction;
    if (typeof operand !== 'number') continue;
    if (name === 'ldstr') {
      if (strings.length < MAX_CALLS) strings.push(assembly.literal(operand) ?? '');
    } else if (name === 'call' || name === 'callvirt' || name === 'newobj' || name === 'ldftn') {
      const member = assembly.member(operand);
      if (member?.kind === 'method' && calls.length < MAX_CALLS) calls.push(`${member.type}::${member.name}`);
    }
  }
  return {
    type: method.type,
    name: method.name,
    returns: method.signature.returns,
    parameters: cut(method.signature.parameters.map((p, i) => `${p} ${method.parameters[i] ?? ''}`.trim()).join(', ')),
    native: method.native && `${method.native.library}!${method.native.entry}`,
    calls: cut(calls.join(' ')),
    strings: cut(strings.join(' | ')),
  };
}
