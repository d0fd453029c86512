/** What the name of the version's folder looks like: Exchange 2013 and later, and 2010. */
const VERSION_FOLDER = /^(.*?\\(?:exchange server|exchsrvr)\\v1[45]\\)/is;
const ANY_VERSION_FOLDER = /^(.*?\\v1[45]\\)(?=logging\\|frontend\\|clientaccess\\|transportroles\\|bin\\|mailbox\\)/is;
/** Folders that Exchange's setup makes directly below the install folder, each with one that belongs into it. */
const SETUP_FOLDERS =
  /^(.*?\\)(?=(?:logging\\(?:httpproxy|ecp|cmdletinfra|ews|oabgeneratorlog|cosmosqueue|localqueue)|frontend\\httpproxy|clientaccess\\(?:owa|ecp|oab|exchweb|autodiscover|rest|sync)|transportroles\\(?:logs|shared|agents)|bin\\exsetup\.exe))/is;

/**
 * The folder Exchange is installed in, with its trailing backslash, as far as the path of one file tells:
 * `C:\Program Files\Microsoft\Exchange Server\V15\`, or on another drive `D:\Exchange\`.
 */
export function exchangeInstallPath(windowsPath: string): string | undefined {
  for (const pattern of [VERSION_FOLDER, ANY_VERSION_FOLDER, SETUP_FOLDERS]) {
    const found = pattern.exec(windowsPath)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}
