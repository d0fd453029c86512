/** The report opened in a real browser. Skipped, loudly, where no Chromium is installed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Assessment } from '@allclear/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser, findChromium } from '../testing/browser.js';
import { compromisedAssessment } from '../testing/compromised.js';
import {
  cannotTellAssessment,
  cleanAssessment,
  floodedAssessment,
  HOSTILE_VALUES,
  hostileAssessment,
} from '../testing/others.js';
import { cut, visible } from '../text/visible.js';
import { renderHtml } from './render.js';

const chromium = findChromium();
if (chromium === undefined) {
  console.warn('SKIPPED: no Chromium found (search path or CHROMIUM); the report was not opened in a browser');
}

/** Runs inside the page. */
const LOOK = `({
  title: document.title,
  text: document.body.textContent,
  elements: [...new Set([...document.querySelectorAll('*')].map((e) => e.localName))].sort(),
  handlers: [...document.querySelectorAll('*')].filter((e) => [...e.attributes].some((a) => /^on/i.test(a.name))).length,
  links: [...new Set([...document.querySelectorAll('[href],[src]')].map((e) => e.getAttribute('href') ?? e.getAttribute('src')))].filter((l) => !l.startsWith('#')),
  headings: document.querySelectorAll('h1').length,
  articles: document.querySelectorAll('article').length,
  wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  overlaps: [...document.querySelectorAll('svg.picture')].reduce((count, svg) => {
    const boxes = [...svg.querySelectorAll('text.lab:not(.on):not(.patch)')].map((t) => t.getBoundingClientRect());
    for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
      const a = boxes[i], b = boxes[j];
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3) count++;
    }
    return count;
  }, 0),
})`;

describe.skipIf(chromium === undefined)('report.html in Chromium', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'allclear-report-'));
    browser = await Browser.start(chromium ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(name: string, a: Assessment) {
    const file = join(folder, `${name}.html`);
    writeFileSync(file, renderHtml(a));
    return browser.visit(pathToFileURL(file).href, LOOK);
  }

  test.each([
    ['compromised', compromisedAssessment()],
    ['clean', cleanAssessment()],
    ['cannot-tell', cannotTellAssessment()],
    ['flooded', floodedAssessment(5000)],
  ])('%s: no console message, no request, nothing wider than the window, no label over another', async (name, a) => {
    const visit = await open(name, a);
    expect(visit.console).toEqual([]);
    expect(visit.requests).toEqual([]);
    expect(visit.value).toMatchObject({ headings: 1, handlers: 0, overlaps: 0, wide: 0 });
  });

  test('hostile values are text, and only text', async () => {
    const visit = await open('hostile', hostileAssessment());
    expect(visit.console).toEqual([]);
    expect(visit.requests).toEqual([]);
    expect(visit.value).toMatchObject({
      headings: 1,
      handlers: 0,
      wide: 0,
      overlaps: 0,
      articles: HOSTILE_VALUES.length,
      links: ['data:,', 'https://example.org/'],
      title: expect.stringMatching(/^COMPROMISED \(likely\): <script>document\.title="owned"<\/script> \(Allclear\)$/),
    });
    const { elements, text } = visit.value as { elements: string[]; text: string };
    for (const name of ['script', 'img', 'iframe', 'form', 'object']) expect(elements).not.toContain(name);
    for (const value of HOSTILE_VALUES) expect(text).toContain(visible(cut(value, 600)));
  });

  test('the test itself would notice a request and a console message', async () => {
    const file = join(folder, 'noisy.html');
    writeFileSync(file, '<!DOCTYPE html><img src="missing.png"><script>console.error("x")</script>');
    const visit = await browser.visit(pathToFileURL(file).href, '1');
    expect(visit.requests).toHaveLength(1);
    expect(visit.console.length).toBeGreaterThan(0);
  });
});
