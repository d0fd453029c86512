/** What lies in an archive member with a wrong checksum may be anything: it is told, and decides nothing. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assess } from '@allclear/assessment';
import { writeZip } from '@allclear/evidence';
import type { Assessment } from '@allclear/model';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ECP_PROXY, httpProxyLog } from './tiny-logs.js';

const folder = mkdtempSync(join(tmpdir(), 'allclear-damaged-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const log = httpProxyLog([
  {
    UrlStem: '/ecp/y.js',
    AnchorMailbox:
      'Server\x49nfo~a]@mail01.example.com:444/ecp/DDI/DDIService.svc/SetObject?schema=ResetOABVirtualDirectory#',
    ClientIpAddress: '203.0.113.7',
    HttpStatus: 200,
    BackEndStatus: 200,
    RoutingHint: 'X-BEResource-Cookie',
  },
]);
let whole: Buffer;

beforeAll(async () => {
  const chunks: Uint8Array[] = [];
  const entries = [{ path: ECP_PROXY, data: new TextEncoder().encode(log) }];
  for await (const chunk of writeZip(entries, { method: 'stored' })) chunks.push(chunk);
  whole = Buffer.concat(chunks);
});

async function assessed(name: string, bytes: Buffer): Promise<Assessment | undefined> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return (await assess([path], { workers: 1, reproducible: true })).assessments[0];
}

test('intact, it convicts', async () => {
  expect((await assessed('whole.zip', whole))?.verdict.level).toBe('compromised');
});

test('with one byte changed behind the checksum, it is a doubt and no verdict', async () => {
  const broken = Buffer.from(whole);
  // The minute of the request: the row still reads well, the checksum no longer fits.
  const at = broken.lastIndexOf('/ecp/y.js');
  expect(at).toBeGreaterThan(0);
  broken.write('/ecp/z.js', at);
  const assessment = await assessed('broken.zip', broken);
  expect(assessment?.coverage.problems.map((p) => p.code)).toContain('ALC-E008');
  expect(assessment?.verdict.level).toBe('suspicious');
  expect(assessment?.findings.every((f) => f.confidence === 'low' || f.outcome === 'probe')).toBe(true);
});
