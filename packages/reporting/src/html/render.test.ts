import type { Assessment } from '@allclear/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderFindingsCsv } from '../csv/findings.js';
import { renderTimelineCsv } from '../csv/timeline.js';
import { explainFinding } from '../explain/explain.js';
import { renderMarkdown } from '../markdown/render.js';
import { renderSummary } from '../terminal/summary.js';
import { compromisedAssessment } from '../testing/compromised.js';
import { freeTextPaths, withTexts } from '../testing/free-text.js';
import {
  cannotTellAssessment,
  cleanAssessment,
  floodedAssessment,
  HOSTILE_VALUES,
  hostileAssessment,
} from '../testing/others.js';
import { MAX_FINDINGS } from './context.js';
import { evidence, html } from './markup.js';
import { renderHtml } from './render.js';

const TAG = /^<(?:!DOCTYPE html|\/[a-z][a-z0-9]*|[a-z][a-zA-Z0-9]*(?:\s+[a-zA-Z:-]+(?:="[^"<>]*")?)*\s*\/?)>/;
const FORBIDDEN = /^<(?:script|img|iframe|object|embed|form|input|base|foreignObject|image|use|audio|video)\b/i;

/** Every `<` begins a whole tag of ours with quoted attributes; nothing that runs or loads. */
function assertOnlyOurMarkup(page: string): void {
  const body = page.replace(/<style>[^<]*<\/style>/, '');
  let at = body.indexOf('<');
  while (at >= 0) {
    const rest = body.slice(at, at + 6000);
    const tag = TAG.exec(rest)?.[0];
    if (tag === undefined || FORBIDDEN.test(tag) || /\son[a-z]+=/i.test(tag)) {
      throw new Error(`not our markup: ${rest.slice(0, 120)}`);
    }
    if (/\s(?:href|src)="(?!#|https?:\/\/|data:,")/.test(tag)) throw new Error(`not our link: ${tag}`);
    at = body.indexOf('<', at + tag.length);
  }
}

function sections(page: string): string[] {
  return [...page.matchAll(/<section id="([a-z-]+)">/g)].map((match) => match[1] ?? '');
}

describe('html', () => {
  test('escapes every value, marks what would not show', () => {
    expect(html`<p title="${'"<x>\u001b'}">${['a&b', html`<b>c</b>`, 3, undefined, false]}</p>`.source).toBe(
      '<p title="&quot;&lt;x&gt;\\x1b">a&amp;b<b>c</b>3</p>',
    );
    expect(evidence('a\u202Eb').source).toBe('<code class="ev nb">a<span class="ctl">\\u202e</span>b</code>');
    expect(evidence('x'.repeat(5000)).source).toContain('… [cut: 5,000 characters in all]');
  });
});

describe('renderHtml', () => {
  test('verdict and answers first, then what to do, then the proof', () => {
    const page = renderHtml(compromisedAssessment());
    expect(sections(page)).toEqual([
      'answers',
      'actions',
      'timeline',
      'phases',
      'webshells',
      'mailboxes',
      'clients',
      'findings',
      'patch',
      'checks',
      'coverage',
      'not-examined',
      'glossary',
      'about',
    ]);
    expect(page.indexOf('<h1>COMPROMISED (confirmed)</h1>')).toBeLessThan(page.indexOf('<section'));
    for (const part of [
      'Patched?',
      'Compromised?',
      'Cleaned and verified?',
      'T1505.003',
      'Mar21SU',
      'SHA-256',
      '03-10',
    ]) {
      expect(page).toContain(part);
    }
  });

  test('what is missing comes right after the answers where nothing was found', () => {
    expect(sections(renderHtml(cannotTellAssessment())).slice(0, 2)).toEqual(['answers', 'collect']);
  });

  test('needs nothing and runs nothing', () => {
    for (const a of [compromisedAssessment(), cleanAssessment(), cannotTellAssessment(), hostileAssessment()]) {
      const page = renderHtml(a);
      assertOnlyOurMarkup(page);
      expect(page).toContain("default-src 'none'; style-src 'unsafe-inline'; img-src data:");
      const style = /<style>([^<]*)<\/style>/.exec(page)?.[1] ?? '';
      expect(style).not.toMatch(/@import|url\(\s*["']?(?!#)/);
      expect(style).not.toContain('expression');
    }
  });

  test('every link inside leads somewhere, every id is there once', () => {
    const page = renderHtml(compromisedAssessment());
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const match of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(match[1]);
    for (const match of page.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(match[1]);
    for (const match of page.matchAll(/aria-labelledby="([^"]+)"/g)) {
      for (const id of (match[1] ?? '').split(' ')) expect(ids).toContain(id);
    }
  });

  test('equal assessments give equal pages', () => {
    expect(renderHtml(compromisedAssessment())).toBe(renderHtml(structuredClone(compromisedAssessment())));
  });

  test('a flood still opens, and keeps what the verdict rests on', () => {
    const a = floodedAssessment(5000);
    const page = renderHtml(a);
    expect(page.length).toBeLessThan(2_000_000);
    expect(page.match(/<article /g)).toHaveLength(MAX_FINDINGS);
    expect(page).toContain('and 4,700 more in assessment.json');
    expect(page).toContain(`<article id="${a.verdict.findings[0]}"`);
  });

  test('only plain web addresses become links', () => {
    const page = renderHtml(hostileAssessment());
    const links = [...page.matchAll(/href="([^#"][^"]*)"/g)].map((match) => match[1]);
    expect(new Set(links)).toEqual(new Set(['data:,', 'https://example.org/']));
  });

  test('impossible times break nothing', () => {
    const a = compromisedAssessment();
    const odd: Assessment = {
      ...a,
      incident: { first: '2021-99-99T00:00:00Z', last: '9999-12-31T23:59:59Z' },
      timeline: [
        ...a.timeline,
        ...['2021-02-31T00:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2021-13-01T99:00:00Z'].map(
          (time) => ({
            time,
            end: '0000-01-01T00:00:00Z',
            phase: 'impact' as const,
            outcome: 'success' as const,
            severity: 'high' as const,
            text: 'odd clock',
            entities: [],
            count: 1,
          }),
        ),
      ],
    };
    const page = renderHtml(odd);
    assertOnlyOurMarkup(page);
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
    expect(page.length).toBeLessThan(1_000_000);
  });
});

describe('any text in any place where evidence can write', () => {
  const base = compromisedAssessment();
  const paths = freeTextPaths(base);
  const nasty = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(...HOSTILE_VALUES),
    fc.tuple(fc.constantFrom(...HOSTILE_VALUES), fc.string({ maxLength: 8 })).map(([a, b]) => b + a + b),
  );

  test('never becomes markup, a control byte or a link', () => {
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 1, maxLength: 12 }), (values) => {
        const a = withTexts(base, paths, (index) => `${values[index % values.length]}`);
        const page = renderHtml(a);
        assertOnlyOurMarkup(page);
        const texts = [
          page,
          renderSummary(a, { colour: false, width: 100, assessmentPath: values[0] ?? '' }),
          explainFinding(a) ?? '',
          ...a.findings.map((finding) => explainFinding(a, finding.id) ?? ''),
          renderMarkdown(a),
          renderTimelineCsv(a).replaceAll('\r\n', '\n'),
          renderFindingsCsv(a).replaceAll('\r\n', '\n'),
        ];
        for (const text of texts) {
          expect(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.exec(text.replaceAll('\n', ''))).toBeNull();
        }
      }),
      { numRuns: 40 },
    );
  });
});
