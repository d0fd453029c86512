import type { IntrusionStep } from './step.js';
import type { Truth } from './truth.js';

/** How far a step got, by what it is. */
function reached(step: IntrusionStep): Truth['verdict'] {
  switch (step.kind) {
    case 'owner-work':
    case 'probe':
    case 'shell-sweep':
    case 'rpc-recon':
    case 'antivirus':
    // Who removed it follows from who put it there.
    case 'remove-file':
      return 'not-attacked';
    case 'ssrf-attempt':
    case 'proxyoracle':
    case 'add-in-list':
      return 'attacked';
    case 'proxyshell':
      return step.refused ? 'attacked' : 'compromised';
    case 'proxytoken':
      return step.status === 200 ? 'compromised' : 'attacked';
    case 'proxynotshell':
    case 'owassrf':
      return step.status === 200 ? 'compromised' : 'attacked';
    case 'viewstate':
      return step.runs === undefined ? 'attacked' : 'compromised';
    case 'account':
      return step.by === undefined ? 'compromised' : 'not-attacked';
    case 'plant-page':
      return step.form === 'ordinary' ? 'not-attacked' : 'compromised';
    default:
      return 'compromised';
  }
}

const ORDER: readonly Truth['verdict'][] = ['not-attacked', 'attacked', 'compromised'];

/** What is true of the server after all steps: the furthest that any of them got. */
export function impactOf(steps: readonly IntrusionStep[]): Truth['verdict'] {
  return steps.map(reached).reduce((a, b) => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a), 'not-attacked');
}
