import { sha256Hex } from './sha256.js';

export interface KeyFacts {
  /** `auto`: made by the server itself. `fixed`: written in the file, so whoever reads the file has it. */
  readonly state: 'auto' | 'fixed' | 'absent';
  /** SHA-256 of the key as upper-case hexadecimal text: enough to compare with published keys, useless to an attacker. */
  readonly sha256: string | undefined;
}

/** Describes a `validationKey` or `decryptionKey` without giving it away. */
export function describeKey(value: string | undefined): KeyFacts {
  if (value === undefined || value.trim() === '') return { state: 'absent', sha256: undefined };
  if (/^\s*AutoGenerate\b/i.test(value)) return { state: 'auto', sha256: undefined };
  const key = (value.split(',')[0] ?? '').trim().toUpperCase();
  return { state: 'fixed', sha256: sha256Hex(key) };
}
