/** Closing the holes: the exact update for this build, the way there, and the steps that no update does. */
import { type BuildTable, compareBuilds, type Family, familyOf, parseBuild } from '@allclear/content';
import type { Assessment } from '@allclear/model';
import { shortList } from './short-list.js';
import type { Draft } from './step.js';

/** Day after which Microsoft gives no more public updates (lifecycle pages of Exchange Server). */
const SUPPORT_ENDED: Partial<Record<Family, string>> = {
  '2010': '2020-10-13',
  '2013': '2023-04-11',
  '2016': '2025-10-14',
  '2019': '2025-10-14',
};

export function closeSteps(assessment: Assessment, builds: BuildTable): Draft[] {
  return [update(assessment, builds), ...furtherSteps(assessment)];
}

function update(assessment: Assessment, builds: BuildTable): Draft {
  const open = assessment.patch.vulnerabilities.filter((v) => v.status === 'vulnerable' || v.status === 'disputed');
  const exploited = open.filter((v) => v.knownExploited).map((v) => v.id);
  const { title, how } = path(assessment, builds);
  return {
    title,
    how,
    why:
      open.length === 0
        ? 'The build in the evidence is not known to be open to a flaw of the table; make sure that it still is the newest.'
        : `This build is open to ${open.length} known flaws${exploited.length > 0 ? `; attackers use ${shortList(exploited)}` : ''}. An update closes the way in; it removes nobody who is inside.`,
    findings: [],
    risk: 'Mail is down for one to three hours. A cumulative update overwrites changes in web.config; note yours first.',
    undo: 'A cumulative update cannot be uninstalled; a security update can. Have a backup of the server and of Active Directory.',
    check: 'ExSetup.exe in the bin folder shows the new version, and allclear verify says so under "Patched?".',
    approval: 'server-owner',
    decision: 'do',
  };
}

/** From the build that runs to the newest: directly where its cumulative update still gets updates, else by the newest one. */
function path(assessment: Assessment, builds: BuildTable): { title: string; how: string[] } {
  const current = parseBuild(assessment.patch.current?.build ?? '');
  const family = current && familyOf(current);
  if (current === undefined || family === undefined)
    return {
      title: 'Find out the version, then install the newest update',
      how: [
        'The evidence does not tell the build. On the server: (Get-Command ExSetup.exe).FileVersionInfo.FileVersion in the Exchange Management Shell.',
        'Install the newest cumulative update of your version, then the newest security update for it.',
      ],
    };
  const newest = builds.builds
    .filter((row) => row.family === family)
    .map((row) => ({ row, build: parseBuild(row.build) }))
    .filter((x): x is { row: typeof x.row; build: NonNullable<typeof x.build> } => x.build !== undefined)
    .sort((a, b) => compareBuilds(a.build, b.build))
    .at(-1);
  const name = assessment.patch.current?.name ?? builds.name(current) ?? 'Exchange';
  const ended = SUPPORT_ENDED[family];
  const how: string[] = [];
  if (newest === undefined || compareBuilds(current, newest.build) >= 0) {
    how.push(`${name} is the newest build of the table (state of ${builds.asOf}); look whether a newer one is out.`);
  } else if (builds.cumulativeUpdate(current) === builds.cumulativeUpdate(newest.build)) {
    how.push(`Install ${label(newest.row)} on ${name}: one step, no cumulative update needed.`);
  } else {
    how.push(
      `${name} no longer gets updates: first install Exchange ${newest.row.family} ${newest.row.cu}, then ${label(newest.row)}. There is no shorter way, and no need for the cumulative updates between.`,
    );
    if (family === '2013' || family === '2016' || family === '2019')
      how.push('Look up which .NET Framework the new cumulative update needs, and install it before.');
  }
  how.push(
    'Start the installer from an elevated command prompt and restart afterwards: started by a double click it may end half done and say nothing.',
  );
  if (ended !== undefined)
    how.push(
      `Exchange ${family} has been out of general support since ${ended}. Plan the move to Exchange Server Subscription Edition or to hosted mail; until then keep it behind a VPN.`,
    );
  const title =
    newest !== undefined && compareBuilds(current, newest.build) < 0
      ? `Install ${label(newest.row)}`
      : 'Make sure that the newest update is installed';
  return { title, how };
}

function label(row: {
  family: string;
  cu: string;
  update?: string | undefined;
  kb?: string | undefined;
  build: string;
}): string {
  const parts = [`Exchange ${row.family} ${row.cu}`, row.update].filter((part) => part !== undefined);
  return `${parts.join(' ')} (${row.kb === undefined ? '' : `${row.kb}, `}${row.build})`;
}

/** Flaws that a build alone does not close. */
function furtherSteps(assessment: Assessment): Draft[] {
  return assessment.patch.vulnerabilities
    .filter((v) => v.status === 'needs-step')
    .map((v) => ({
      title: `Do the further step that ${v.id} needs${v.alias === undefined ? '' : ` (${v.alias})`}`,
      how: [v.note ?? 'The update alone does not close this flaw; follow its advisory.'],
      why: `The build holds the fix of ${v.id}, a setting decides whether it is in force.`,
      findings: [],
      risk: 'Old clients and proxies that do not know the setting may lose the connection: try it on one virtual directory first.',
      undo: 'Set the old value again.',
      check: 'allclear verify no longer lists the flaw under "Patched?".',
      approval: 'server-owner' as const,
      decision: 'do' as const,
    }));
}
