/** The addresses of the console. What a page shows follows from its address alone, filters included. */
import { AuditQuery, BoardQuery, OrganisationFilter, TrendQuery } from '@allclear/fleet/api';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { ApiError, type Shape } from '../api/client.js';
import { meQuery, queries } from '../api/session.js';
import { parseSearch, stringifySearch, tolerant } from './search.js';
import { NotFound, PublicFrame, SignedInFrame, Trouble } from './shell.js';

/** A short text out of the address. */
const line: Shape<string> = {
  safeParse: (value) =>
    typeof value === 'string' && value.length <= 1000
      ? { success: true, data: value }
      : { success: false, error: { message: 'no text' } },
};
/** Only addresses of our own are gone to after signing in. */
const ownPath = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\/(?![/\\])/.test(value) ? value : undefined;
const optional = (value: unknown): string | undefined => {
  const parsed = line.safeParse(value);
  return parsed.success && parsed.data !== '' ? parsed.data : undefined;
};

const root = createRootRouteWithContext()({ component: Outlet, notFoundComponent: NotFound, errorComponent: Trouble });

const open = createRoute({ getParentRoute: () => root, id: 'open', component: PublicFrame });
const login = createRoute({
  getParentRoute: () => open,
  path: '/login',
  validateSearch: (search): { next?: string } => {
    const next = ownPath(search.next);
    return next === undefined ? {} : { next };
  },
  component: lazyRouteComponent(() => import('../pages/sign-in/login.js'), 'LoginPage'),
});
const setup = createRoute({
  getParentRoute: () => open,
  path: '/setup/{-$token}',
  component: lazyRouteComponent(() => import('../pages/sign-in/setup.js'), 'SetupPage'),
});
const upload = createRoute({
  getParentRoute: () => open,
  path: '/upload/{-$token}',
  component: lazyRouteComponent(() => import('../pages/upload/upload-page.js'), 'UploadPage'),
});
const check = createRoute({
  getParentRoute: () => open,
  path: '/check',
  component: lazyRouteComponent(() => import('../pages/public/check.js'), 'CheckPage'),
});
const verify = createRoute({
  getParentRoute: () => open,
  path: '/verify',
  validateSearch: (search): { code?: string } => {
    const code = optional(search.code);
    return code === undefined ? {} : { code };
  },
  component: lazyRouteComponent(() => import('../pages/public/verify.js'), 'VerifyPage'),
});

const optOut = createRoute({
  getParentRoute: () => open,
  path: '/notice/opt-out',
  component: lazyRouteComponent(() => import('../pages/public/opt-out.js'), 'OptOutPage'),
});

const inside = createRoute({
  getParentRoute: () => root,
  id: 'in',
  component: SignedInFrame,
  beforeLoad: async ({ location }) => {
    try {
      return { me: await queries.ensureQueryData(meQuery) };
    } catch (error) {
      if (error instanceof ApiError && error.status === 401)
        throw redirect({ to: '/login', search: location.href === '/' ? {} : { next: location.href } });
      throw error;
    }
  },
});
const board = createRoute({
  getParentRoute: () => inside,
  path: '/',
  validateSearch: tolerant(BoardQuery),
  component: lazyRouteComponent(() => import('../pages/board/board.js'), 'BoardPage'),
});
const trend = createRoute({
  getParentRoute: () => inside,
  path: '/trend',
  validateSearch: tolerant(TrendQuery),
  component: lazyRouteComponent(() => import('../pages/board/trend.js'), 'TrendPage'),
});
const report = createRoute({
  getParentRoute: () => inside,
  path: '/report',
  validateSearch: tolerant(BoardQuery),
  component: lazyRouteComponent(() => import('../pages/board/report.js'), 'ReportPage'),
});
const organisations = createRoute({
  getParentRoute: () => inside,
  path: '/organisations',
  validateSearch: tolerant(OrganisationFilter),
  component: lazyRouteComponent(() => import('../pages/organisations/list.js'), 'OrganisationsPage'),
});
const organisation = createRoute({
  getParentRoute: () => inside,
  path: '/organisations/$id',
  component: lazyRouteComponent(() => import('../pages/organisations/organisation.js'), 'OrganisationPage'),
});
const host = createRoute({
  getParentRoute: () => inside,
  path: '/hosts/$id',
  validateSearch: (search): { assessment?: string } => {
    const assessment = optional(search.assessment);
    return assessment === undefined ? {} : { assessment };
  },
  component: lazyRouteComponent(() => import('../pages/hosts/host.js'), 'HostPage'),
});
const campaigns = createRoute({
  getParentRoute: () => inside,
  path: '/campaigns',
  component: lazyRouteComponent(() => import('../pages/campaigns/list.js'), 'CampaignsPage'),
});
const campaign = createRoute({
  getParentRoute: () => inside,
  path: '/campaigns/$id',
  component: lazyRouteComponent(() => import('../pages/campaigns/campaign.js'), 'CampaignPage'),
});
const notices = createRoute({
  getParentRoute: () => inside,
  path: '/notices',
  component: lazyRouteComponent(() => import('../pages/notices/list.js'), 'NoticesPage'),
});
const compose = createRoute({
  getParentRoute: () => inside,
  path: '/notices/new',
  validateSearch: tolerant(OrganisationFilter),
  component: lazyRouteComponent(() => import('../pages/notices/compose.js'), 'ComposePage'),
});
const batch = createRoute({
  getParentRoute: () => inside,
  path: '/notices/$id',
  component: lazyRouteComponent(() => import('../pages/notices/batch.js'), 'BatchPage'),
});
const approvals = createRoute({
  getParentRoute: () => inside,
  path: '/approvals',
  component: lazyRouteComponent(() => import('../pages/approvals/approvals.js'), 'ApprovalsPage'),
});
const audit = createRoute({
  getParentRoute: () => inside,
  path: '/audit',
  validateSearch: tolerant(AuditQuery.omit({ cursor: true, limit: true })),
  component: lazyRouteComponent(() => import('../pages/audit/audit.js'), 'AuditPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    open.addChildren([login, setup, upload, check, verify, optOut]),
    inside.addChildren([
      board,
      trend,
      report,
      organisations,
      organisation,
      host,
      campaigns,
      campaign,
      notices,
      compose,
      batch,
      approvals,
      audit,
    ]),
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: false,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
