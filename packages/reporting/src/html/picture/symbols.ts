/** One shape an outcome: told apart without colour too. */
import type { Outcome } from '@allclear/model';
import { html, type Markup } from '../markup.js';

/** Pixels with one decimal: short, and equal on every machine. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** The symbol of an outcome around a centre. */
export function symbol(outcome: Outcome, x: number, y: number): Markup {
  const cls = `o-${outcome}`;
  switch (outcome) {
    case 'success':
      return html`<path class="${cls}" d="M${px(x)} ${px(y - 7)}l7 7l-7 7l-7-7z"/>`;
    case 'success-likely':
      return html`<path class="${cls}" d="M${px(x)} ${px(y - 6.5)}l6.5 6.5l-6.5 6.5l-6.5-6.5z"/>`;
    case 'attempt':
      return html`<path class="${cls}" d="M${px(x)} ${px(y - 6)}l6 10.5h-12z"/>`;
    case 'exposure':
      return html`<rect class="${cls}" x="${px(x - 4.5)}" y="${px(y - 4.5)}" width="9" height="9"/>`;
    case 'supporting':
    case 'context':
      return html`<rect class="${cls}" x="${px(x - 3.5)}" y="${px(y - 3.5)}" width="7" height="7" rx="1"/>`;
    case 'mitigation':
    case 'probe':
      return html`<circle class="${cls}" cx="${px(x)}" cy="${px(y)}" r="4.5"/>`;
  }
}
