/** When cleaning cannot be trusted: the plain advice to build the server anew, and why. */
import type { Assessment, Finding } from '@allclear/model';
import type { Plan } from './step.js';

export function rebuildAdvice(assessment: Assessment): Plan['rebuild'] {
  if (assessment.verdict.level !== 'compromised') return { advised: 'no', why: ['Nothing shows that anybody got in.'] };
  const strong: string[] = [];
  const weak: string[] = [];
  const happened = (f: Finding): boolean => f.outcome === 'success' || f.outcome === 'success-likely';
  const has = (phase: Finding['phase']): boolean => assessment.findings.some((f) => f.phase === phase && happened(f));
  if (has('impact')) strong.push('Data was encrypted or destroyed: nobody knows what else was changed.');
  if (assessment.findings.some((f) => happened(f) && f.remnant?.kind === 'iis-module' && f.severity !== 'medium'))
    strong.push('A module sat inside the web server: it can hide files and change what tools on this server see.');
  if (has('credential-access'))
    strong.push(
      'Passwords were taken from memory, which needs the highest rights on this server: with them anything could be hidden.',
    );
  if (
    assessment.findings.some(
      (f) => happened(f) && f.phase === 'defence-evasion' && /log|audit|cleared|timestomp/i.test(f.rule.title),
    )
  )
    weak.push('Traces were removed: what happened in that time is not known.');
  if (has('persistence')) weak.push('Other ways back in than web pages were left: there may be more than were found.');
  if (has('lateral-movement')) weak.push('The intruder went on to other machines, and can come back from there.');
  const partly = assessment.coverage.sources.filter((s) => s.status === 'missing').map((s) => s.title);
  if (partly.length > 0)
    weak.push(
      `Not examined: ${partly.slice(0, 3).join(', ')}${partly.length > 3 ? ` and ${partly.length - 3} more` : ''}.`,
    );
  if (assessment.patch.march2021.status === 'vulnerable')
    weak.push('The door of March 2021 was open to the end of the evidence: several intruders may have used it.');
  if (strong.length > 0) return { advised: 'yes', why: [...strong, ...weak] };
  return weak.length > 0
    ? { advised: 'consider', why: weak }
    : { advised: 'no', why: ['What was found is understood and can be removed.'] };
}
