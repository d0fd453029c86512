import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { townhallCompromised } from './examples/townhall-compromised.js';
import { generate } from './scenario/index.js';
import { concat } from './write/index.js';

/** Written in pieces: this file must not hold what it looks for. */
const SIGNATURES = [
  ['runat=', '"server"'],
  ['eval', '(Request'],
  ['"uns', 'afe"'],
  ['com', 'svcs.dll'],
  ['&echo ', '[S]'],
].map((parts) => parts.join(''));

function* sources(directory: string): Generator<string> {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (statSync(path).isDirectory()) yield* sources(path);
    else yield path;
  }
}

describe('harmlessness', () => {
  it('keeps plain signatures out of the sources and of the files beside the examples', () => {
    const roots = [
      fileURLToPath(new URL('.', import.meta.url)),
      fileURLToPath(new URL('../../../examples', import.meta.url)),
    ];
    for (const path of roots.flatMap((root) => [...sources(root)])) {
      const text = readFileSync(path, 'latin1');
      for (const signature of SIGNATURES) if (text.includes(signature)) expect.fail(`${path} holds ${signature}`);
    }
  });

  it('writes pages that say they are inert and cannot run', () => {
    const pages = [...generate({ ...townhallCompromised, background: [] }).entries()].filter((entry) =>
      entry.path.endsWith('.aspx'),
    );
    expect(pages.length).toBe(1);
    for (const page of pages) {
      const text = new TextDecoder().decode(concat(page.chunks));
      expect(text).toContain('INERT');
      expect(text).toContain('runat=');
      expect(text).not.toMatch(/eval\s*\(|execute|unsafe/i);
      // Unbalanced on purpose: no compiler accepts it.
      const body = text.slice(text.indexOf('Page_Load'), text.indexOf('</script>'));
      expect(body.split('{').length).not.toBe(body.split('}').length);
    }
  });
});
