/** Which part of the web server a virtual path belongs to; the same names as in page statistics. */
export type PageArea = 'aspnet_client' | 'owa-auth' | 'ecp-auth' | 'oab' | 'owa' | 'ecp' | 'other';

/** Of a path such as `/owa/auth/x.aspx`, any case, with or without the leading slash; total. */
export function pageArea(virtualPath: string): PageArea {
  const path = virtualPath.toLowerCase();
  if (/(^|\/)aspnet_client\//.test(path)) return 'aspnet_client';
  const match = /^\/?(owa|ecp|oab)(\/auth(?=\/))?(\/|$)/.exec(path);
  if (match === null) return 'other';
  if (match[1] === 'oab') return 'oab';
  if (match[1] === 'ecp') return match[2] === undefined ? 'ecp' : 'ecp-auth';
  return match[2] === undefined ? 'owa' : 'owa-auth';
}
