/** `allclear bundle`: what is written opens with age's own program, and holds what was assessed. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Assessment } from '@allclear/model';
import { afterAll, describe, expect, test } from 'vitest';
import { EXIT } from './exit-codes.js';
import { REPOSITORY, runAllclear } from './testing/run-allclear.js';

const work = mkdtempSync(join(tmpdir(), 'bundle-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));
const run = (args: readonly string[]) => runAllclear(args, { cwd: work });
const age = existsSync('/usr/bin/age');
if (!age) console.warn('age is not installed: bundles were not opened with it');

describe('bundle', () => {
  test.skipIf(!age)(
    'encrypts assessments of evidence to the recipient only',
    async () => {
      const key = execFileSync('age-keygen', { stdio: ['ignore', 'pipe', 'pipe'] }).toString();
      writeFileSync(join(work, 'key'), key, { mode: 0o600 });
      const recipient = /age1\S+/.exec(key)?.[0] ?? '';
      const archive = join(REPOSITORY, 'examples', 'townhall-compromised.zip');
      const made = await run(['bundle', archive, '--recipient', recipient, '--out', 'b.age', '--quiet']);
      expect([made.code, made.stderr]).toEqual([EXIT.nothingFound, '']);
      const bytes = execFileSync('age', ['-d', '-i', join(work, 'key'), join(work, 'b.age')], { maxBuffer: 1e9 });
      const lines = gunzipSync(bytes).toString().trim().split('\n');
      expect(lines.map((text) => Assessment.parse(JSON.parse(text)).verdict.level)).toEqual(['compromised']);
      expect((await run(['bundle', archive, '--recipient', recipient, '--out', 'b.age', '--quiet'])).code).toBe(
        EXIT.usage,
      );
      const raw = await run(['bundle', archive, '--raw', '--recipient', recipient, '--out', 'raw.age', '--quiet']);
      expect(raw.code).toBe(EXIT.nothingFound);
      const same = execFileSync('age', ['-d', '-i', join(work, 'key'), join(work, 'raw.age')], { maxBuffer: 1e9 });
      expect(same.equals(readFileSync(archive))).toBe(true);
    },
    180_000,
  );

  test('says what is missing, and writes nothing then', async () => {
    const archive = join(REPOSITORY, 'examples', 'townhall-clean.zip');
    for (const more of [[], ['--recipient', 'age1x'], ['--to', 'nonsense'], ['--to', 'http://cert.example/upload#x']]) {
      const { code, stderr } = await run(['bundle', archive, '--out', 'none.age', ...more]);
      expect([EXIT.usage, EXIT.unreadable]).toContain(code);
      expect(stderr).toMatch(/^allclear: /);
    }
    expect(existsSync(join(work, 'none.age'))).toBe(false);
  }, 60_000);
});
