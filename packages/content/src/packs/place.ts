/** Where packs of this user live. */
import { homedir } from 'node:os';
import { join } from 'node:path';

interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * The user's content folder: `ALLCLEAR_CONTENT` where it is set; else `%LOCALAPPDATA%\allclear\content`,
 * `~/Library/Application Support/allclear/content`, or `$XDG_DATA_HOME/allclear/content` (`~/.local/share`).
 * Undefined where `ALLCLEAR_CONTENT` is set to nothing: then no pack is loaded by itself.
 */
export function userContentFolder(
  { platform, env, home }: Surroundings = { platform: process.platform, env: process.env, home: homedir() },
): string | undefined {
  const given = env.ALLCLEAR_CONTENT;
  if (given !== undefined) return given.trim() === '' ? undefined : given;
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'allclear', 'content');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'allclear', 'content');
  const data = env.XDG_DATA_HOME;
  // The XDG base directory specification: a relative path is to be ignored.
  return join(data?.startsWith('/') ? data : join(home, '.local', 'share'), 'allclear', 'content');
}
