/** The five answers in plain words, and what to do in the next hour. */
import { ANSWER } from '../../text/labels.js';
import type { ReportContext } from '../context.js';
import { html, type Markup, NOTHING, prose } from '../markup.js';

const MAX_ACTIONS = 40;

export function answersSection({ a, links }: ReportContext): Markup {
  const rows = a.answers.map(
    (
      answer,
    ) => html`<div class="answer"><h3>${prose(answer.question)}</h3><div><p><span class="pill a-${answer.id} is-${answer.answer}">${
      ANSWER[answer.answer]
    }</span> ${prose(answer.text)}</p>${answer.findings.length > 0 && html`<p class="small">Evidence: ${links(answer.findings)}</p>`}${
      answer.missing.length > 0 &&
      html`<p class="small">To answer better: ${answer.missing.map((text, index) => html`${index > 0 && ' '}${prose(text)}`)}</p>`
    }</div></div>
`,
  );
  return html`<section id="answers"><h2>The answers</h2>
${rows}</section>
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
