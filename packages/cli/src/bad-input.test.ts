/** Evidence that is wrong, broken, empty or hostile, and wrong use: one clear line, the promised exit code, no litter. */
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { writeTar, writeZip } from '@allclear/evidence';
import { Assessment } from '@allclear/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from './exit-codes.js';
import { type Outcome, REPOSITORY, runAllclear } from './testing/run-allclear.js';

const work = mkdtempSync(join(tmpdir(), 'bad-input-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));
const at = (...parts: string[]): string => join(work, ...parts);
const run = (...args: string[]): Promise<Outcome> => runAllclear(args, { cwd: work });

const HEADER =
  '#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken\r\n';
/** A day of a web server: `pages` in turn, every five minutes, with some noise that is no attack. */
function iisDay(date: string, pages: readonly string[]): string {
  const rows: string[] = [];
  for (let minute = 0; minute < 1440; minute += 5) {
    const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:07`;
    pages.forEach((page, index) => {
      const method = minute % 3 === 0 && index === 0 ? 'POST' : 'GET';
      const status = minute % 100 === 0 ? 404 : 200;
      rows.push(
        `${date} ${time} 192.0.2.10 ${method} ${page} - 443 - 198.51.100.${(minute % 90) + 1} Mozilla/5.0 - ${status} 0 0 31`,
      );
    });
  }
  return `${HEADER}${rows.join('\r\n')}\r\n`;
}

async function save(name: string, chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  await pipeline(Readable.from(chunks), createWriteStream(at(name)));
  return readFileSync(at(name));
}

function litter(folder = work): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.part'));
}

/** The one line that a person reads: no stack, no inside words, on standard error, nothing on standard output. */
function expectOneLine(outcome: Outcome, code: number, says: RegExp): void {
  expect(outcome.stderr).toMatch(says);
  expect({ code: outcome.code, lines: outcome.stderr.trimEnd().split('\n').length, stdout: outcome.stdout }).toEqual({
    code,
    lines: 1,
    stdout: '',
  });
  expect(outcome.stderr).not.toMatch(/undefined|NaN|\[object|\n\s+at |Error:|node:|fault of Allclear/);
  expect(litter()).toEqual([]);
}

beforeAll(async () => {
  mkdirSync(at('empty'));
  mkdirSync(at('nothing'));
  writeFileSync(at('nothing', 'readme.txt'), 'hello');
  writeFileSync(at('nothing', 'picture.json'), '{"a":1}');
  mkdirSync(at('zero', 'C', 'inetpub', 'logs', 'LogFiles', 'W3SVC1'), { recursive: true });
  writeFileSync(at('zero', 'C', 'inetpub', 'logs', 'LogFiles', 'W3SVC1', 'u_ex210303.log'), '');
  writeFileSync(at('zero.bin'), '');
  mkdirSync(at('shop'));
  writeFileSync(
    at('shop', 'u_ex210303.log'),
    iisDay('2021-03-03', ['/shop/basket.aspx', '/shop/default.aspx', '/images/a.png']),
  );
  mkdirSync(at('old'));
  writeFileSync(at('old', 'u_ex140303.log'), iisDay('2014-03-03', ['/owa/auth/logon.aspx', '/owa/', '/ecp/']));
  writeFileSync(at('a-file'), 'not a folder');
  writeFileSync(at('wrong.txt'), 'wrong\n');
  writeFileSync(at('right.txt'), 'right\n');
  const day = Buffer.from(iisDay('2021-03-03', ['/owa/', '/ecp/']));
  const noise = Array.from({ length: 40 }, (_, i) => ({
    path: `C/inetpub/logs/LogFiles/W3SVC1/u_ex2102${i + 10}.log`,
    data: day,
  }));
  await save(
    'secret.zip',
    writeZip([{ path: 'C/inetpub/logs/LogFiles/W3SVC1/u_ex210303.log', data: day }], {
      method: 'deflate',
      password: 'right',
    }),
  );
  const zip = await save('whole.zip', writeZip(noise, { method: 'deflate' }));
  writeFileSync(at('half.zip'), zip.subarray(0, zip.length / 2));
  const tar = await save('whole.tar', writeTar(noise));
  writeFileSync(at('half.tar.gz'), gzipSync(tar).subarray(0, 4000));
  writeFileSync(at('half.log.gz'), gzipSync(day).subarray(0, 900));
  writeFileSync(at('stump.log.gz'), gzipSync(day).subarray(0, 5));
  writeFileSync(at('letter.zip'), 'Dear all, this is no archive.');
});

describe('evidence that cannot be read: exit 3', () => {
  test.each([
    ['a path that does not exist', ['assess', 'no/such/path'], /no\/such\/path: no such file or folder/],
    ['an empty folder', ['assess', 'empty'], /empty: the folder is empty/],
    ['a folder without any evidence', ['assess', 'nothing'], /none of its 2 files is evidence/],
    ['a file of no bytes', ['assess', 'zero.bin'], /nothing but empty files/],
    ['a log of no bytes', ['assess', 'zero'], /nothing but empty files/],
    ['an archive without its password', ['assess', 'secret.zip'], /encrypted.*--password-file/],
    ['a wrong password', ['assess', 'secret.zip', '--password-file', 'wrong.txt'], /password is missing or wrong/],
    ['an archive that is none', ['assess', 'letter.zip'], /by its name an archive, by its content none/],
    ['a gzip file that ends in its header', ['assess', 'stump.log.gz'], /ends inside its header/],
    ['detect, without any evidence', ['detect', 'nothing'], /none of its 2 files is evidence/],
    [
      'detect, with a wrong password',
      ['detect', 'secret.zip', '--password-file', 'wrong.txt'],
      /password is missing or wrong/,
    ],
    ['timeline, without any evidence', ['timeline', 'nothing'], /none of its 2 files is evidence/],
    ['dump of a file of no bytes', ['dump', 'zero.bin'], /nothing but empty files/],
    ['dump of what is no evidence', ['dump', 'nothing/readme.txt'], /no evidence that Allclear knows/],
    ['explain of what is no assessment', ['explain', 'nothing/picture.json'], /is not an assessment/],
    ['explain of what is no JSON', ['explain', 'nothing/readme.txt'], /it is not JSON/],
    ['report of nothing', ['report', 'no-such.json'], /no such file/],
  ])('%s', async (_, args, says) => {
    expectOneLine(await run(...args), EXIT.unreadable, says);
    expect(existsSync(at('allclear-out'))).toBe(false);
  });
});

describe('wrong use: exit 2', () => {
  test.each([
    ['--out is a file', ['assess', 'shop', '--out', 'a-file'], /cannot write to a-file: .*it is a file/],
    ['--out lies below a file', ['assess', 'shop', '--out', 'a-file/deep/er'], /cannot write to a-file\/deep\/er/],
    ['timeline --out lies below a file', ['timeline', 'shop', '--out', 'a-file/x.csv'], /cannot write to a-file/],
    ['a content folder that does not exist', ['assess', 'shop', '--content', 'no-rules'], /no-rules: no such folder/],
    ['a rule folder that does not exist', ['detect', 'shop', '--rules', 'no-rules'], /no-rules: no such folder/],
    [
      'a password file that does not exist',
      ['assess', 'shop', '--password-file', 'none'],
      /password file none: no such file/,
    ],
    ['a rule that does not exist', ['content', 'show', 'EX-NONE'], /no rule and no check EX-NONE/],
  ])('%s', async (_, args, says) => {
    expectOneLine(await run(...args), EXIT.usage, says);
  });

  test.each([
    ['unknown option', ['assess', 'shop', '--nope'], /unknown option '--nope'/],
    ['unknown verb', ['frobnicate', 'shop'], /unknown command 'frobnicate'/],
    ['no path', ['assess'], /missing required argument 'path'/],
    ['no workers', ['assess', 'shop', '--workers', '0'], /whole number from 1 to/],
    ['half a worker', ['detect', 'shop', '--workers', '1.5'], /whole number from 1 to/],
    ['unknown format', ['report', 'x.json', '--format', 'pdf'], /Allowed choices are html, md, csv/],
  ])('%s: says so and points to --help', async (_, args, says) => {
    const outcome = await run(...args);
    expect({ ...outcome, stderr: '' }).toEqual({ code: EXIT.usage, stdout: '', stderr: '' });
    expect(outcome.stderr).toMatch(says);
    expect(outcome.stderr).toMatch(/--help/);
    expect(outcome.stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  });

  test('no verb at all: the help, on standard error', async () => {
    const outcome = await run();
    expect(outcome.code).toBe(EXIT.usage);
    expect(outcome.stderr).toMatch(/Usage: allclear/);
  });
});

/** Assesses into a folder of its own and returns what was written. */
async function assessed(name: string, ...more: string[]): Promise<{ outcome: Outcome; written: Assessment }> {
  const out = `out-${name}`;
  const outcome = await run('assess', name, '--out', out, ...more);
  const [host] = existsSync(at(out)) ? readdirSync(at(out)) : [];
  expect({ host, stderr: outcome.stderr }).toEqual({ host: expect.any(String), stderr: '' });
  expect(readdirSync(at(out, host ?? '')).sort()).toEqual(['assessment.json', 'report.html', 'timeline.csv']);
  const written = Assessment.parse(JSON.parse(readFileSync(at(out, host ?? '', 'assessment.json'), 'utf8')));
  expect(outcome.stdout).not.toMatch(/undefined|NaN|\[object/);
  return { outcome, written };
}

describe('evidence that cannot carry an answer: exit 12, and why', () => {
  test('an ordinary web server is not called an Exchange server, nor compromised', async () => {
    const { outcome, written } = await assessed('shop');
    expect(outcome.code).toBe(EXIT.cannotTell);
    expect(outcome.stdout).toMatch(/^CANNOT TELL/);
    expect(outcome.stdout).toMatch(/Got in\? .*nothing in it shows that this is an Exchange server/);
    expect(written.host.isExchange).toBe('unknown');
    expect(written.findings.filter((f) => f.severity !== 'info' && f.severity !== 'low')).toEqual([]);
    expect(written.clients.filter((c) => c.role !== 'scanner')).toEqual([]);
  });

  test('logs of the wrong year', async () => {
    const { outcome, written } = await assessed('old');
    expect(outcome.code).toBe(EXIT.cannotTell);
    expect(outcome.stdout).toMatch(/Got in\? .*does not reach into the time of any known wave/);
    expect(written.coverage.sources.find((s) => s.artifact === 'iis-log')?.period?.from).toBe(
      '2014-03-03T00:00:07.000Z',
    );
  });

  test('with the right password the archive is read', async () => {
    const { outcome } = await assessed('secret.zip', '--password-file', 'right.txt');
    expect(outcome.code).toBe(EXIT.cannotTell);
  });

  test.each(['half.zip', 'half.tar.gz', 'half.log.gz'])(
    '%s: what is there is used, what is missing is told',
    async (name) => {
      const { outcome, written } = await assessed(name);
      expect(outcome.code).toBe(EXIT.cannotTell);
      expect(written.coverage.sources.find((s) => s.artifact === 'iis-log')?.records).toBeGreaterThan(50);
      expect(written.coverage.problems.map((p) => p.code)).toContain('ALC-E004');
      expect(outcome.stdout).toMatch(/in part|Not examined {2}\d+ file/);
    },
  );
});

describe('evidence that was cut short', () => {
  test('is never called clean, even if all that is left is', async () => {
    const whole = readFileSync(join(REPOSITORY, 'examples', 'townhall-clean.zip'));
    // Only the directory at the end is gone: every member can still be read, but who says that these were all?
    writeFileSync(at('cut-clean.zip'), whole.subarray(0, whole.lastIndexOf('PK\u0005\u0006') - 10));
    const { outcome, written } = await assessed('cut-clean.zip');
    expect(written.findings.filter((f) => f.severity !== 'info' && f.severity !== 'low')).toEqual([]);
    expect({ code: outcome.code, statement: written.verdict.statement }).toEqual({
      code: EXIT.cannotTell,
      statement: expect.stringMatching(/cut-clean\.zip was not read whole/),
    });
  });
});

describe('a line of 200 MB', () => {
  const LENGTH = 200 << 20;
  async function* bytes(): AsyncGenerator<Buffer> {
    yield Buffer.from(`${HEADER}2021-03-03 06:00:00 192.0.2.10 GET /`);
    const piece = Buffer.alloc(1 << 20, 'a');
    for (let sent = 0; sent < LENGTH; sent += piece.length) yield piece;
    yield Buffer.from(' - 443 - 198.51.100.7 Mozilla/5.0 - 200 0 0 31\r\n');
    yield Buffer.from(
      '2021-03-03 06:00:01 192.0.2.10 POST /aspnet_client/behind.aspx - 443 - 203.0.113.7 - - 200 0 0 31\r\n',
    );
  }

  test('is cut and reported, the record behind it is found, memory stays bounded', async () => {
    mkdirSync(at('long'));
    await pipeline(Readable.from(bytes()), createWriteStream(at('long', 'u_ex210303.log')));
    const outcome = await runAllclear(['assess', 'long', '--out', 'out-long', '--workers', '1', '--json'], {
      cwd: work,
      // The line alone is half as large as what all threads together may use.
      before: "process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS))",
    });
    rmSync(at('long'), { recursive: true });
    expect(outcome.code).toBe(EXIT.compromised);
    const assessment = Assessment.parse(JSON.parse(outcome.stdout));
    expect(assessment.coverage.problems.map((p) => p.code)).toContain('ALC-P002');
    expect(assessment.findings.flatMap((f) => f.entities.map((e) => e.value))).toContain('/aspnet_client/behind.aspx');
    expect(Math.max(...assessment.findings.map((f) => JSON.stringify(f).length))).toBeLessThan(20_000);
    const kilobytes = Number(/peak (\d+)/.exec(outcome.stderr)?.[1]);
    expect(kilobytes).toBeGreaterThan(30_000);
    expect(kilobytes).toBeLessThan(400_000);
  }, 120_000);
});

/** Waits until the program listens, lets the workers get on, and sends what Ctrl-C sends. */
const INTERRUPT = `const wait = setInterval(() => {
  if (process.listenerCount('SIGINT') === 0) return;
  clearInterval(wait);
  setTimeout(() => process.kill(process.pid, 'SIGINT'), 500);
}, 20);`;

describe('Ctrl-C', () => {
  const EXAMPLE = join(REPOSITORY, 'examples', 'townhall-clean.zip');
  test.each([
    ['assess', ['assess', EXAMPLE, '--out', 'out-interrupted', '--workers', '2'], /Nothing was written/],
    ['timeline', ['timeline', EXAMPLE, '--out', 'interrupted.csv', '--workers', '2'], /Nothing was written/],
    ['detect', ['detect', EXAMPLE, '--jsonl', '--workers', '2'], /What was printed is whole/],
  ])('during %s: exit 130, nothing half-written', async (_, args, says) => {
    const outcome = await runAllclear(args, {
      cwd: work,
      before: INTERRUPT,
    });
    expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({
      code: EXIT.interrupted,
      stderr: expect.stringMatching(says),
    });
    expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(existsSync(at('out-interrupted'))).toBe(false);
    expect(existsSync(at('interrupted.csv'))).toBe(false);
    for (const line of outcome.stdout.split('\n').slice(0, -1)) expect(JSON.parse(line)).toHaveProperty('rule');
    expect(outcome.stdout === '' || outcome.stdout.endsWith('\n')).toBe(true);
    expect(litter()).toEqual([]);
  });
});
