/** Reviewed texts of notices. A change of any text is a change of TEMPLATE_VERSION: a batch says which one was approved. */

export const TEMPLATE_VERSION = '2026-11-23';

export const NOTICE_KINDS = ['vulnerable', 'compromised', 'web-shell', 'reminder', 'verified-clean'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

export const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'pt'] as const;
export type LanguageCode = (typeof LANGUAGES)[number];

export interface KindText {
  /** One line, no value but {authority}. */
  readonly subject: string;
  /** Paragraphs. */
  readonly opening: readonly string[];
  /** What to do, in order. */
  readonly steps: readonly string[];
}

/** Labels of facts. */
export interface Words {
  readonly build: string;
  readonly weakness: string;
  readonly seen: string;
  readonly source: string;
  readonly since: string;
  readonly page: string;
  readonly verified: string;
  /** {count}: entries that did not fit. */
  readonly more: string;
}

export interface Language {
  readonly greeting: string;
  /** {authority}: who writes. */
  readonly from: string;
  readonly factsTitle: string;
  readonly stepsTitle: string;
  /** {verify}: address of the page; {code}: what to type there. */
  readonly genuine: string;
  /** {key}: address of the public key. */
  readonly signed: string;
  /** {optOut}: address. */
  readonly optOut: string;
  /** First paragraph of an answer of the public check page. */
  readonly asked: string;
  readonly tlp: Readonly<Record<'RED' | 'AMBER+STRICT' | 'AMBER' | 'GREEN' | 'CLEAR', string>>;
  readonly words: Words;
  readonly kinds: Readonly<Record<NoticeKind, KindText>>;
}
