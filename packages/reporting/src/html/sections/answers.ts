/** The five answers in plain words, and what to do in the next hour. */
import type { Answer } from '@allclear/model';
import { ANSWER } from '../../text/labels.js';
import { toCollect } from '../../view/coverage.js';
import type { ReportContext } from '../context.js';
import { html, type Markup, NOTHING, prose } from '../markup.js';

const MAX_ACTIONS = 40;

/** The text without the word that the pill beside it already says: `yes, from …` -> `from …`. */
function withoutWord(answer: Answer): string {
  const word = ANSWER[answer.answer];
  if (!answer.text.toLowerCase().startsWith(word)) return answer.text;
  const rest = /^[,:;]\s*(?=\S)/.exec(answer.text.slice(word.length));
  return rest === null ? answer.text : answer.text.slice(word.length + rest[0].length);
}

export function answersSection({ a, links }: ReportContext): Markup {
  const rows = a.answers.map(
    (
      answer,
    ) => html`<div class="answer"><h3>${prose(answer.question)}</h3><div><p><span class="pill a-${answer.id} is-${answer.answer}">${
      ANSWER[answer.answer]
    }</span> ${prose(withoutWord(answer))}</p>${answer.findings.length > 0 && html`<p class="small">Evidence: ${links(answer.findings)}</p>`}${
      answer.missing.length > 0 &&
      html`<p class="small">To answer better: ${answer.missing.map((text, index) => html`${index > 0 && ' '}${prose(text)}`)}</p>`
    }</div></div>
`,
  );
  return html`<section id="answers"><h2>The answers</h2>
${rows}</section>
`;
}

/** What an answer would need, before all else where nothing was found: an all-clear is earned. */
export function collectSection({ a }: ReportContext): Markup {
  if (a.verdict.level !== 'cannot-tell' && a.verdict.level !== 'nothing-found') return NOTHING;
  const wanted = toCollect(a);
  if (wanted.length === 0) return NOTHING;
  return html`<section id="collect"><h2>What is missing, and how to collect it</h2>
<dl class="collect">${wanted.slice(0, MAX_ACTIONS).map(
    ({ title, how }) => html`<div><dt>${prose(title)}</dt><dd>${prose(how)}</dd></div>
`,
  )}</dl></section>
`;
}

export function actionsSection({ a, links }: ReportContext): Markup {
  if (a.actions.length === 0) return NOTHING;
  const actions = [...a.actions].sort((x, y) => x.order - y.order).slice(0, MAX_ACTIONS);
  return html`<section id="actions"><h2>What to do in the next hour, and after</h2>
<ol class="actions">${actions.map(
    (action) =>
      html`<li value="${action.order}"><h3>${prose(action.title)}</h3><p>${prose(action.how)}</p>${
        action.because.length > 0 && html`<p class="small">Because of ${links(action.because)}</p>`
      }</li>
`,
  )}</ol></section>
`;
}
