/** Pages seen in web logs -> facts that rules judge: who asked for a page, how, since when, and what came back. */

import type { KnownGoodFiles } from '@allclear/content';
import { FactEvent } from '@allclear/model';
import type { LogStatistics, PageStatistics } from '@allclear/parsers';
import { answered, askedByAttacker, isScheduled, scopeOf, surroundingsOf } from './page-surroundings.js';

const DAY = 86_400_000;

export interface PageFact {
  readonly page: PageStatistics;
  readonly event: FactEvent;
  /** The server answers for any name like this, so the answer says nothing about this page. */
  readonly answeredAlike: boolean;
}

/** `attackers`: addresses that other evidence shows to attack. */
export function pageFacts(
  statistics: LogStatistics,
  known: KnownGoodFiles,
  attackers: ReadonlySet<string> = new Set(),
): PageFact[] {
  const logBegin = statistics.first;
  const judged = statistics.pages.map((page) => ({
    page,
    area: areaOf(page.page),
    genuine: belongsToExchange(page.page, known),
  }));
  const { answeredAlike, toldApart } = surroundingsOf(judged.filter(({ genuine }) => !genuine));
  return judged.map(({ page, area, genuine }) => {
    const status = (code: number): number => page.status.find(([c]) => c === code)?.[1] ?? 0;
    const days = logBegin === undefined || page.first === undefined ? 0 : Math.floor((page.first - logBegin) / DAY);
    const extension =
      /\.[a-z]+(?=\/|$)/i.exec(plainPath(page.page).slice(plainPath(page.page).lastIndexOf('.')))?.[0]?.toLowerCase() ??
      '';
    const scope = scopeOf(page);
    return {
      page,
      answeredAlike: answeredAlike.has(page.key),
      event: new FactEvent(
        { product: 'allclear', category: 'page-activity' },
        {
          page: page.page,
          extension,
          area,
          knownGood: genuine ? 'true' : 'unknown',
          requests: page.requests,
          posts: page.posts,
          gets: page.gets,
          ok: answered(page),
          answeredPosts: page.answeredPosts.length,
          status302: status(302),
          status401: status(401),
          status404: status(404),
          status500: status(500),
          clients: page.clientCount,
          ...(scope === undefined ? {} : { clientScope: scope }),
          scheduled: isScheduled(page),
          byAttacker: askedByAttacker(page, attackers, statistics),
          postShare: shareOf(page.posts, page.requests),
          daysBeforeFirst: days,
          firstSeenLate: days >= 2,
          // A log without the column does not say that the value was empty.
          ...(page.agentRows === 0 ? {} : { emptyUserAgentShare: shareOf(page.emptyUserAgent, page.agentRows) }),
          ...(page.refererRows === 0 ? {} : { noRefererShare: shareOf(page.noReferer, page.refererRows) }),
          withQuery: page.withQuery,
          answeredAlike: answeredAlike.has(page.key),
          missingToldApart: toldApart.has(area),
          client: page.clients[0]?.[0],
        },
        {},
        page.first,
      ),
    };
  });
}

export function areaOf(page: string): string {
  const path = plainPath(page).toLowerCase();
  if (path.startsWith('/aspnet_client/')) return 'aspnet_client';
  if (path.startsWith('/owa/auth/')) return 'owa-auth';
  if (path.startsWith('/ecp/auth/')) return 'ecp-auth';
  if (path.startsWith('/oab/')) return 'oab';
  if (path.startsWith('/owa/')) return 'owa';
  if (path.startsWith('/ecp/')) return 'ecp';
  return 'other';
}

/** True where the genuine Exchange files hold a page of this path, in the front end or in the back end. */
export function belongsToExchange(page: string, known: KnownGoodFiles): boolean {
  const plain = plainPath(page);
  const path = plain
    .replace(/^\/(owa|ecp)\/(?:prem\/)?\d+(?:\.\d+){2,3}\//i, '/$1/')
    .replace(/(\.(?:aspx?|as[hm]x|svc|asax|ascx))\/.*$/i, '$1')
    .replaceAll('/', '\\');
  if (['FrontEnd\\HttpProxy', 'ClientAccess'].some((root) => known.pathHashes(root + path) !== undefined)) return true;
  return SERVICES.test(plain);
}

/** The path as the server resolves it: letters written in code decoded, doubled slashes one. */
function plainPath(page: string): string {
  let path = page;
  if (path.includes('%')) {
    try {
      path = decodeURIComponent(path);
    } catch {
      // Not UTF-8: taken as it stands.
    }
  }
  return path.replace(/\/{2,}/g, '/');
}

/** Services whose page is not a file of its own, or lies elsewhere than its URL says. */
const SERVICES =
  /^\/(ews\/(exchange|services)\.(asmx|wsdl)|autodiscover\/autodiscover\.svc|ecp\/(?:[\w/]+\/)?[\w]+\.svc|api\/|rpc\/rpcproxy\.dll|owa\/(?:ev\.owa2?|service\.svc))/i;

/** Whole percent; 0 where there is nothing to take a share of. */
function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((100 * part) / whole);
}
