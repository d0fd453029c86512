/** `content add` and `content remove` as a person uses them. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { EXIT } from './exit-codes.js';
import { runAllclear } from './testing/run-allclear.js';

const work = mkdtempSync(join(tmpdir(), 'content-packs-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));
const userContent = join(work, 'user');
const run = (...args: readonly string[]) => runAllclear(args, { cwd: work, userContent });

const RULE =
  'title: Any POST\nid: 2b3a5c0e-7f55-4a0e-9a51-0f3f3f0f7a12\nauthor: A. Person\nlicense: MIT\nlogsource:\n  category: webserver\ndetection:\n  selection:\n    cs-method: POST\n  condition: selection\nlevel: medium\n';
mkdirSync(join(work, 'my pack'));
writeFileSync(join(work, 'my pack', 'post.yml'), RULE);
writeFileSync(join(work, 'my pack', 'bad.yml'), RULE.replace('condition: selection', 'condition: other'));
writeFileSync(
  join(work, 'u_ex210303.log'),
  '#Fields: date time c-ip cs-method cs-uri-stem sc-status\r\n2021-03-03 06:49:42 203.0.113.7 POST /somewhere 200\r\n',
);

test('a pack is added, used by itself, named in findings, listed, and removed', async () => {
  const added = await run('content', 'add', 'my pack');
  expect([added.code, added.stderr]).toEqual([
    EXIT.nothingFound,
    expect.stringMatching(/^ALC-R001 pack my-pack\/bad\.yml:1: the condition names "other"[^\n]*\n$/),
  ]);
  expect(added.stdout).toMatch(
    /^pack my-pack \([0-9a-f]{16}\): 1 rules, from my pack, .*\nleft out: 1 broken, 0 already/,
  );

  const detected = await run('detect', 'u_ex210303.log', '--count');
  expect(detected.stdout).toMatch(/1 {2}medium +Any POST/);
  const assessed = await run('assess', 'u_ex210303.log', '--json', '--quiet');
  const { findings, tool } = JSON.parse(assessed.stdout) as {
    findings: { rule: Record<string, unknown> }[];
    tool: { content: string };
  };
  expect(findings.map((f) => f.rule)).toContainEqual(
    expect.objectContaining({ author: 'A. Person', licence: 'MIT', source: 'pack my-pack/post.yml' }),
  );
  expect(tool.content).toMatch(/^[0-9a-f]{16} \+ my-pack@[0-9a-f]{16}$/);

  for (const verb of ['info', 'list']) expect((await run('content', verb)).stdout).toMatch(/^pack my-pack \(/m);
  expect((await run('content', 'show', '2b3a5c0e-7f55-4a0e-9a51-0f3f3f0f7a12')).stdout).toMatch(/Author +A\. Person/);

  expect((await run('content', 'remove', 'my-pack')).code).toBe(EXIT.nothingFound);
  expect((await run('content', 'info')).stdout).not.toMatch(/my-pack/);
  expect(existsSync(join(userContent, 'my-pack'))).toBe(false);
}, 60_000);

test('--to names another content folder, --content uses it', async () => {
  expect((await run('content', 'add', 'my pack', '--to', 'here', '--name', 'mine', '--quiet')).stderr).toBe('');
  expect((await run('detect', 'u_ex210303.log', '--count')).stdout).not.toMatch(/Any POST/);
  expect((await run('detect', 'u_ex210303.log', '--count', '--content', 'here')).stdout).toMatch(/Any POST/);
}, 60_000);

test.each([
  ['a path that is not there', ['content', 'add', 'nowhere'], /^allclear: nowhere: no such file or folder/],
  ['a name that is none', ['content', 'add', 'my pack', '--name', '../x'], /not a name for a pack/],
  ['a file without knowledge', ['content', 'add', 'u_ex210303.log'], /there is no Sigma rule/],
  ['a pack that is not there', ['content', 'remove', 'nothing'], /^allclear: there is no pack nothing in /],
  ['a target that is a file', ['content', 'add', 'my pack', '--to', 'u_ex210303.log'], /cannot write to/],
])('%s: one clear line and an exit code', async (_, args, message) => {
  const { code, stdout, stderr } = await run(...args);
  expect([code, stdout]).toEqual([EXIT.usage, '']);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(message);
});
