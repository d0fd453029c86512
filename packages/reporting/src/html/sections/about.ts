/** Glossary, and how the report was made. */
import { bytes, counted, number } from '../../text/counts.js';
import { dateTime } from '../../text/dates.js';
import { GLOSSARY } from '../../text/glossary.js';
import { layoutLabel } from '../../text/labels.js';
import { MAX_ROWS, type ReportContext } from '../context.js';
import { evidence, html, type Markup, more, prose, table } from '../markup.js';

export function glossarySection(): Markup {
  return html`<section id="glossary"><h2>Glossary</h2>
<dl class="glossary">${GLOSSARY.map(
    ([term, meaning]) => html`<div><dt>${term}</dt><dd>${meaning}</dd></div>
`,
  )}</dl></section>
`;
}

export function aboutSection({ a }: ReportContext): Markup {
  const { tool, host, run, coverage } = a;
  const rows: (readonly [string, Markup])[] = [
    [
      'Made by',
      html`Allclear ${prose(tool.version)}, content ${prose(tool.content)}, ATT&amp;CK ${prose(tool.attack)}, schema ${a.schemaVersion}`,
    ],
    ['Server’s name from', html`${prose(host.nameSource)}`],
    [
      'Layout of the evidence',
      html`${prose(layoutLabel(host.layout))}${host.root !== '' && html`, under ${evidence(host.root, 200)}`}`,
    ],
  ];
  if (host.exchangeInstallPath !== undefined) rows.push(['Exchange in', evidence(host.exchangeInstallPath, 300)]);
  if (run) {
    rows.push(
      [
        'Run',
        html`${dateTime(run.started)}, ${number(run.seconds)} s with ${counted(run.workers, 'worker')} on ${prose(run.machine)}; ${bytes(run.bytes)} read`,
      ],
      ['Command', evidence(run.command, 500)],
    );
  }
  return html`<section id="about"><h2>How this was made</h2>
<table class="plain"><tbody>${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table>
<p class="small">Everything here is a function of assessment.json beside this file. The evidence was opened read-only. Equal evidence and content give equal findings.</p>
${
  coverage.files.length > 0 &&
  html`<details><summary>Examined files with their SHA-256: ${number(coverage.files.length)}</summary>
${table(
  'Examined files',
  ['File', 'Read as', 'Size', 'SHA-256'],
  coverage.files
    .slice(0, MAX_ROWS)
    .map((file) => [evidence(file.file, 400), prose(file.artifact), bytes(file.size), evidence(file.sha256, 64)]),
)}${more(coverage.files.length - MAX_ROWS)}</details>
`
}</section>
`;
}
