import { win32 } from 'node:path';

/**
 * The path as the operating system opens it. On Windows always with the `\\?\` (or `\\?\UNC\`) prefix: paths beyond
 * 260 characters need it, and so do names that Win32 would bend or refuse, which intruders like for their pages
 * (`aux.aspx`, `shell.aspx.`, `x.aspx `).
 */
export function openablePath(path: string, platform: NodeJS.Platform = process.platform): string {
  return platform === 'win32' ? win32.toNamespacedPath(path) : path;
}
