/**
 * Files of public collections of web shells that somebody read and found to be none: the identifier of corpus.ts, and
 * why. They are left out of what is counted. No part of any detection.
 */
export const JUDGED: ReadonlyMap<string, string> = new Map([
  ['d0ab6a44cd26aa79', "form for the attacker's own computer; no server code"],
  ['d477d62a9a9d75b9', 'error page of a file hoster; no server code'],
  ['5591605f02424d35', 'prints the time of day'],
  ['20d7980132bd98ff', 'program text without any server tag: sent as text'],
  ['73747e7bd686a1cd', 'program text without any server tag: sent as text'],
  ['00c56571ec42f252', 'script for the browser'],
  ['c1f9887ba80ada80', 'script tag without runat: for the browser'],
  ['87790c164e331788', 'script tag without runat: for the browser'],
  ['00c3cea068eee162', 'defaced start page; no server code'],
  ['bb73cf575dff80ef', 'drawing from an article with dots for code'],
  ['2d4daeae2c35d078', 'runs nothing: its function returns nothing (name misspelt)'],
  ['e7f633198178213f', 'a function that nobody calls'],
  ['63c7442f91f256a8', 'from an article: the tag is torn apart, nothing runs'],
  ['5617c0714ebbf397', 'encoded text damaged by copying; decodes to no program'],
  ['0036d3398435a4a2', 'encoded text damaged by copying; decodes to no program'],
  ['5c51fb2d4742a527', 'from an article: blanks between words lost, does not compile'],
  ['d58c597880660d8e', 'redirection to another page'],
  ['0876305ddf104074', 'frame set'],
  ['626eda848f852911', 'help text'],
  ['b3734f3ee46f85c7', 'menu'],
]);
