/** The report: one HTML file that needs nothing else, runs nothing and asks nobody. */
import type { Assessment } from '@allclear/model';
import { verdictLabel } from '../text/labels.js';
import { createContext } from './context.js';
import { html, Markup } from './markup.js';
import { aboutSection, glossarySection } from './sections/about.js';
import { logonsSection, processesSection } from './sections/activity.js';
import { actionsSection, answersSection, collectSection } from './sections/answers.js';
import { checksSection, coverageSection, notExaminedSection } from './sections/coverage.js';
import { findingsSection } from './sections/findings.js';
import { clientsSection, mailboxesSection, phasesSection, webShellsSection } from './sections/intrusion.js';
import { patchSection } from './sections/patch.js';
import { timelineSection } from './sections/timeline.js';
import { verdictBanner } from './sections/verdict.js';
import { STYLE } from './style.js';

/** Nothing may be loaded and nothing may run, whatever a value of evidence might try. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

const NAVIGATION: readonly (readonly [string, string])[] = [
  ['answers', 'Answers'],
  ['collect', 'What is missing'],
  ['actions', 'What to do'],
  ['timeline', 'Timeline'],
  ['phases', 'How they went about it'],
  ['webshells', 'Web shells'],
  ['mailboxes', 'Mailboxes'],
  ['clients', 'Addresses'],
  ['processes', 'Programs'],
  ['logons', 'Sign-ins'],
  ['findings', 'Findings'],
  ['patch', 'Patch state'],
  ['checks', 'Checks'],
  ['coverage', 'Coverage'],
  ['not-examined', 'Not examined'],
  ['glossary', 'Glossary'],
  ['about', 'How this was made'],
];

/** The whole page. A pure function: equal assessments give equal bytes. */
export function renderHtml(a: Assessment): string {
  const context = createContext(a);
  const body = html`${answersSection(context)}${collectSection(context)}${actionsSection(context)}${timelineSection(context)}${phasesSection(context)}${webShellsSection(
    context,
  )}${mailboxesSection(context)}${clientsSection(context)}${processesSection(context)}${logonsSection(context)}${findingsSection(context)}${patchSection(context)}${checksSection(
    context,
  )}${coverageSection(context)}${notExaminedSection(context)}${glossarySection()}${aboutSection(context)}`;
  const links = NAVIGATION.filter(([id]) => body.source.includes(`<section id="${id}">`)).map(
    ([id, title]) => html`<li><a href="#${id}">${title}</a></li>`,
  );
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${verdictLabel(a.verdict)}: ${a.host.name.slice(0, 200)} (Allclear)</title>
<link rel="icon" href="data:,">
<style>${new Markup(STYLE)}</style>
</head>
<body>
<a class="skip" href="#answers">Skip to the answers</a>
<div class="page">
${verdictBanner(context)}<nav aria-label="Contents"><ul>${links}</ul></nav>
<main>
${body}</main>
<footer><p>Allclear ${a.tool.version} · times in UTC · made offline from the evidence; nothing was sent anywhere.</p></footer>
</div>
</body>
</html>
`.source;
}
