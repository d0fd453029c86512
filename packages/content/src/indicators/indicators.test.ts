import { expect, it } from 'vitest';
import { loadIndicators } from './index.js';

const indicators = loadIndicators();

it('every indicator has a source, and hashes are whole', () => {
  const length: Record<string, number> = { sha256: 64, sha1: 40, md5: 32 };
  for (const { type, value, source } of indicators) {
    expect(source).not.toBe('');
    const digits = length[type];
    if (digits !== undefined) expect(value).toMatch(new RegExp(`^[0-9a-f]{${digits}}$`, 'i'));
  }
});

it('path expressions compile', () => {
  for (const { type, value } of indicators)
    if (type.endsWith('regex')) expect(() => new RegExp(value, 'i')).not.toThrow();
});

it('addresses are history, not proof', () => {
  for (const row of indicators) if (row.type === 'ipv4') expect(row.historical).toBe(true);
});
