import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { html } from '../html/markup.js';
import { jsonFileLine, jsonLine, renderJson } from '../jsonl/json.js';
import { compromisedAssessment } from '../testing/compromised.js';
import { breakUpHtml, breakUpJson } from './signatures.js';

/** In pieces: this file must not hold what it looks for. */
const SHELL = `<scr${'ipt'} RUN${'AT='}"server">ev${'al('}Requ${'est['}"a"],"un${'safe'}")`;
const TOOL = `com${'svcs'}.dll, nano${'dump'}, Mini${'Dump'}`;
const LOOKED_FOR = [`run${'at='}`, `ev${'al('}`, `un${'safe'}`, `com${'svcs'}`, `nano${'dump'}`, `mini${'dump'}`];

function plain(text: string): string[] {
  return LOOKED_FOR.filter((signature) => text.toLowerCase().includes(signature));
}

describe('text that antivirus looks for', () => {
  test('does not stand in HTML, and the value is the same', () => {
    const source = html`<p title="${SHELL}">${SHELL} ${TOOL}</p>`.source;
    expect(plain(source)).toEqual([]);
    const shown = source.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
    expect(shown).toContain(TOOL);
    expect(shown).toContain(`un${'safe'}&quot;`);
  });

  test('does not stand in JSON for files, and the value is the same', () => {
    const line = jsonFileLine({ [SHELL]: [SHELL, TOOL] });
    expect(plain(line)).toEqual([]);
    expect(line).not.toContain('<');
    expect(JSON.parse(line)).toEqual({ [SHELL]: [SHELL, TOOL] });
  });

  test('stays as it is on standard output, where people search', () => {
    expect(jsonLine(TOOL)).toBe(`"${TOOL}"\n`);
  });

  test('an escape before it stays one: a line end and the rest of a word', () => {
    const value = `\nano${'dump'} \u00ee${'val('} \u202e${SHELL}\\nano${'dump'}`;
    expect(JSON.parse(jsonFileLine(value))).toBe(value);
    expect(JSON.parse(breakUpJson(JSON.stringify(value)))).toBe(value);
  });

  test('any value comes back whole', () => {
    const piece = fc.oneof(
      fc.constantFrom(...LOOKED_FOR, SHELL, '\n', '\\', '\\u', '\u00e9', '"', '<', '\u001b', '\u{1f600}'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const value = pieces.join('');
        expect(JSON.parse(jsonFileLine([value]))).toEqual([value]);
        const shown = breakUpHtml(value.replaceAll('&', '&amp;')).replace(/&#(\d+);|&amp;/g, (found, code?: string) =>
          code === undefined ? '&' : String.fromCharCode(Number(code)) || found,
        );
        expect(shown).toBe(value);
      }),
    );
  });

  test('an assessment is the same after reading', () => {
    const a = compromisedAssessment();
    expect(JSON.parse(renderJson(a))).toEqual(JSON.parse(JSON.stringify(a)));
  });
});
