/**
 * Every page of the built console in a real browser, with canned answers: it renders without a complaint of the
 * browser (its security policy included), obeys nothing that stands in evidence, and axe finds nothing serious.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as canned from './testing/canned.js';
import { type CannedServer, startCanned } from './testing/server.js';

const BROWSER = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FOLDER = fileURLToPath(new URL('../dist/', import.meta.url));
/** Where to put pictures of every page; nowhere when not set. */
const PICTURES = process.env.CONSOLE_PICTURES;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const missing = !existsSync(BROWSER)
  ? `no Chromium at ${BROWSER}`
  : !existsSync(join(FOLDER, 'index.html'))
    ? 'the console is not built'
    : undefined;
if (missing !== undefined) console.warn(`SKIPPED: the pages of the console were not tried: ${missing}`);
const tryIt = missing === undefined ? test : test.skip;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
let browser: Browser | undefined;
let server: CannedServer | undefined;
let identity = '';

beforeAll(async () => {
  if (missing !== undefined) return;
  identity = await generateX25519Identity();
  server = await startCanned(FOLDER, { recipient: await identityToRecipient(identity), sha256 });
  browser = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

interface Opened {
  readonly page: Page;
  readonly complaints: string[];
  close(): Promise<void>;
}

async function open(
  path: string,
  look: { readonly dark?: boolean; readonly width?: number; readonly at?: string } = {},
): Promise<Opened> {
  if (browser === undefined || server === undefined) throw new Error('not started');
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1280, height: 860 },
    colorScheme: look.dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    locale: 'en-GB',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(`${look.at ?? server.url}${path}`);
  return { page, complaints, close: () => context.close() };
}

const PAGES: readonly (readonly [name: string, path: string, shows: string])[] = [
  ['login', '/login', 'E-mail address'],
  ['setup', '/setup#first-token', 'Open in authenticator application'],
  ['board', '/', 'By service provider'],
  ['trend', '/trend', 'Shadowserver special report'],
  ['organisations', '/organisations', 'Town council number 1'],
  ['organisation', `/organisations/${canned.id(1)}`, 'First notice sent'],
  ['host', `/hosts/${canned.id(2)}`, 'A page that nobody installed'],
  ['campaigns', '/campaigns', 'Campaign 9'],
  ['campaign', `/campaigns/${canned.id(20)}`, 'Members and why'],
  ['notices', '/notices', 'First notice, health'],
  ['compose', '/notices/new?sector=health', 'Messages a minute'],
  ['batch-draft', `/notices/${canned.id(30)}`, 'Dear colleague'],
  ['batch-sending', `/notices/${canned.id(31)}`, '550 no such user'],
  ['approvals', '/approvals', 'Remove the dropped page'],
  ['report', '/report', 'In short'],
  ['audit', '/audit', 'Verify the chain'],
  ['upload', '/upload/good-token', 'Choose files'],
  ['check', '/check', 'Domain or IP address'],
  ['verify', '/verify?code=7F3K-92QD', 'belongs to a notice'],
  ['opt-out', '/notice/opt-out#some-token', 'Send me no more notices'],
  ['nowhere', '/nowhere', 'There is no page'],
];
const LOOKS = [
  { dark: false, width: 1280 },
  { dark: true, width: 1280 },
  { dark: false, width: 390 },
  { dark: true, width: 390 },
] as const;

async function serious(page: Page): Promise<string[]> {
  // By the debugger's way: the page's policy lets no script in, and stays as it is for the page itself.
  await page.evaluate(axe);
  const found: unknown = await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations
      .filter((v) => v.impact === 'serious' || v.impact === 'critical')
      .map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ') + ' ' + n.any.map((a) => a.message).join(' ')).slice(0, 3).join(' | ')))`,
  );
  return Array.isArray(found) ? found.map(String) : ['axe did not answer'];
}

for (const [name, path, shows] of PAGES)
  tryIt(
    `${name}: no complaint, nothing serious for axe, in light and dark, wide and narrow`,
    async () => {
      for (const look of LOOKS) {
        const { page, complaints, close } = await open(path, look);
        await page.getByText(shows).first().waitFor();
        await page.waitForLoadState('networkidle');
        // Details are read too.
        await page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })");
        expect(complaints, `${name} ${JSON.stringify(look)}`).toEqual([]);
        expect(await serious(page), `${name} ${JSON.stringify(look)}`).toEqual([]);
        const overflow: unknown = await page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        expect(overflow, `${name} ${look.width}: the page itself scrolls sideways`).toBe(0);
        if (PICTURES !== undefined) {
          mkdirSync(PICTURES, { recursive: true });
          await page.evaluate(
            "document.querySelectorAll('details').forEach((d, i) => { d.open = i === 0 && d.className.includes('finding'); })",
          );
          await page.screenshot({
            path: join(PICTURES, `${name}-${look.width}-${look.dark ? 'dark' : 'light'}.png`),
          });
        }
        await close();
      }
    },
    180_000,
  );

tryIt('what stands in evidence is text', async () => {
  for (const path of ['/organisations', `/hosts/${canned.id(2)}`, `/organisations/${canned.id(1)}`, '/audit']) {
    const { page, complaints, close } = await open(path);
    await page.waitForLoadState('networkidle');
    await page.getByText('<script>alert(2)').first().waitFor({ state: 'attached' });
    expect(await page.evaluate('/[\u202a-\u202e]/.test(document.body.innerText)')).toBe(false);
    expect(await page.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  }
});

tryIt('filters live in the address: a link shows them, a choice changes it, back undoes it', async () => {
  const { page, close } = await open('/organisations?stage=compromised&q=town&nonsense=1&country=toolong');
  await page.getByLabel('Stage').waitFor();
  expect(await page.getByLabel('Stage').inputValue()).toBe('compromised');
  expect(await page.getByLabel('Search').inputValue()).toBe('town');
  await page.getByLabel('Stage').selectOption('verified');
  await page.waitForURL(/stage=verified/);
  expect(page.url()).toContain('q=town');
  await page.goBack();
  await page.waitForURL(/stage=compromised/);
  await page.waitForFunction("document.querySelector('[name=stage]').value === 'compromised'");
  await close();
});

tryIt('thirty thousand rows: few in the document, more come while scrolling', async () => {
  const { page, close } = await open('/organisations');
  const table = page.getByRole('table', { name: 'Organisations that fit the filters' });
  await table.waitFor();
  expect(await table.getAttribute('aria-rowcount')).toBe('30001');
  for (let turn = 0; turn < 6; turn++) {
    await page.evaluate("document.querySelector('.scroll-long').scrollTop = 1e9");
    await page.waitForTimeout(150);
  }
  await page.getByText(/^1,[0-9]00 of 30,000 loaded/).waitFor();
  expect(await table.locator('tbody tr').count()).toBeLessThan(80);
  await close();
});

tryIt('by keyboard: skip link, and the heading of each new page takes the focus', async () => {
  const { page, close } = await open('/');
  await page.getByText('By service provider').first().waitFor();
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
  await page.getByRole('link', { name: 'Campaigns' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Campaigns' }).waitFor();
  await page.waitForFunction("document.activeElement.tagName === 'H1'");
  expect(await page.title()).toBe('Campaigns – Allclear');
  await close();
});

tryIt('colours: the choice holds after a reload', async () => {
  const { page, close } = await open('/check');
  await page.getByLabel('Colours').selectOption('dark');
  const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
  const dark = await background();
  await page.reload();
  await page.getByLabel('Colours').waitFor();
  expect(await background()).toBe(dark);
  await page.getByLabel('Colours').selectOption('light');
  expect(await background()).not.toBe(dark);
  await close();
});

tryIt('signing in: password, one-time password, then the page that was asked for', async () => {
  const own = await startCanned(FOLDER, { recipient: await identityToRecipient(identity), signedIn: false, sha256 });
  const { page, close } = await open('/trend?kind=vulnerable', { at: own.url });
  await page.getByLabel('E-mail address').fill('ada@cert.example');
  await page.getByLabel('Password').fill('long enough to be one');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Code').fill('123456');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('heading', { level: 1, name: 'Trend' }).waitFor();
  expect(new URL(page.url()).search).toBe('?kind=vulnerable');
  await close();
  await own.close();
});

tryIt('approvals: not one’s own, and what was decided is sent', async () => {
  const { page, close } = await open('/approvals');
  await page.getByRole('button', { name: 'Approve: Remove the dropped page' }).click();
  await page.getByText('Recorded: Remove the dropped page').waitFor({ state: 'attached' });
  expect(server?.changes).toContain(`POST /tasks/${canned.id(11)}/approve`);
  expect(await page.getByRole('button', { name: 'Approve: Undo the virtual directory setting' }).count()).toBe(0);
  await close();
});

tryIt('notices: a dry run first; a changed form needs another', async () => {
  const { page, close } = await open('/notices/new?sector=health');
  await page.getByLabel('Name of the batch').fill('Health, first notice');
  expect(await page.getByRole('button', { name: 'Create for approval' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Dry run' }).click();
  await page.getByText('Nothing was sent.').waitFor();
  await page.getByRole('button', { name: 'Create for approval' }).waitFor();
  await page.getByLabel('Messages a minute').fill('10');
  await page.getByText('The form has changed since this dry run.').waitFor();
  expect(await page.getByRole('button', { name: 'Create for approval' }).count()).toBe(0);
  await close();
});

tryIt('upload: the server gets ciphertext only, goes on after a cut line, the receipt is compared', async () => {
  const plaintext = Buffer.from('collected evidence '.repeat(20_000));
  const { page, close } = await open('/upload#good-token', { width: 390 });
  await page
    .getByLabel('Choose files')
    .setInputFiles({ name: 'mail01.zip', mimeType: 'application/zip', buffer: plaintext });
  await page.getByRole('button', { name: 'Encrypt and send' }).click();
  await page.getByText('All files have arrived.').waitFor();
  await page.getByText('as sent').waitFor();
  const received = server?.uploads.at(-1) ?? new Uint8Array();
  expect(Buffer.from(received).includes('collected evidence')).toBe(false);
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  expect(Buffer.from(await decrypter.decrypt(received)).equals(plaintext)).toBe(true);
  expect(await serious(page)).toEqual([]);
  await close();
});
