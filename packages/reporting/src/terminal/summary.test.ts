import { describe, expect, test } from 'vitest';
import { compromisedAssessment } from '../testing/compromised.js';
import { cannotTellAssessment, cleanAssessment, hostileAssessment } from '../testing/others.js';
import { columns } from '../text/wrap.js';
import { renderSummary } from './summary.js';

const plain = { colour: false, width: 120, assessmentPath: 'allclear-out/mail01/assessment.json' };

describe('renderSummary', () => {
  test('has the shape that INTERFACE promises', () => {
    expect(renderSummary(compromisedAssessment(), plain)).toMatchInlineSnapshot(`
      "COMPROMISED (confirmed)    mail01.townhall.example    Exchange 2016 CU19 (15.1.2176.2)
      Attacked?     yes, from 2021-03-03 06:49:42 UTC: 14 requests that exploit CVE-2021-26855, by 203.0.113.7 and 1 other
                    address
      Got in?       yes: 2 web shells written through CVE-2021-27065, first used 2021-03-03 07:02:10 UTC
      Taken?        mail of 3 mailboxes read; memory of LSASS dumped and archived (C:\\ProgramData\\it.zip)
      Still there?  yes: 1 web shell on disk, 1 scheduled task; machine keys must be treated as stolen
      Patched?      since 2021-03-09 (Mar21SU), after they got in; still open: CVE-2021-34473 and 2 more
      State         patched: partly · compromised: yes, confirmed · cleaned and verified: partly
      Examined      IIS 2021-02-20 to 03-15, with 1 gap · HttpProxy 2021-03-01 to 03-15 (starts after the first known attacks)
                    · ECP Server 2021-03-01 to 03-15, complete · EWS 2021-03-03 to 03-15, with 1 gap, in part, 311 lines not
                    readable · no registry, no MFT · there but not supported yet: event logs
      Not examined  3 files (2 damaged, 1 encrypted): see report.html
      Next          allclear plan allclear-out/mail01/assessment.json
      "
    `);
  });

  test('says what is missing, and how to collect it, where the evidence carries no answer', () => {
    expect(renderSummary(cannotTellAssessment(), { colour: false, width: 100 })).toMatchInlineSnapshot(`
      "CANNOT TELL    unknown-host    Exchange version unknown
      Attacked?     unknown: the only log begins on 2021-06-01, three months after the attacks
      Got in?       unknown: the only log begins on 2021-06-01, three months after the attacks
      Taken?        unknown: the only log begins on 2021-06-01, three months after the attacks
      Still there?  unknown: the only log begins on 2021-06-01, three months after the attacks
      Patched?      unknown: the only log begins on 2021-06-01, three months after the attacks
      State         patched: unknown · compromised: unknown · cleaned and verified: unknown
      Examined      IIS 2021-06-01 to 06-02 · no web folders
      Not examined  nothing that was found was left out
      Collect       IIS: Restore C:\\inetpub\\logs\\LogFiles of February and March 2021 from the backup.
      Collect       web folders: Copy C:\\inetpub\\wwwroot and V15\\FrontEnd\\HttpProxy.
      Next          see report.html
      "
    `);
  });

  test('says NOTHING FOUND, never clean', () => {
    const text = renderSummary(cleanAssessment(), plain);
    expect(text).toMatch(/^NOTHING FOUND {4}mail01/);
    expect(text).not.toMatch(/\bclean\b/i);
    expect(text).toContain('patched: yes · compromised: no sign of it · cleaned and verified: not needed');
  });

  test('stays within the width, and on one screen, whatever the evidence says', () => {
    for (const width of [0, 40, 80, 133]) {
      for (const a of [compromisedAssessment(), hostileAssessment()]) {
        const lines = renderSummary(a, { colour: false, width }).split('\n');
        for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(Math.max(40, width));
        expect(lines.length).toBeLessThan(width >= 80 ? 90 : 250);
      }
    }
  });

  test('colours fixed words only and only when asked', () => {
    const esc = String.fromCharCode(27);
    expect(renderSummary(compromisedAssessment(), plain)).not.toContain(esc);
    const coloured = renderSummary(compromisedAssessment(), { ...plain, colour: true });
    expect(coloured).toContain(`${esc}[1;31mCOMPROMISED (confirmed)${esc}[0m`);
    expect(coloured.replaceAll(new RegExp(`${esc}\\[[0-9;]+m`, 'g'), '')).toBe(
      renderSummary(compromisedAssessment(), plain),
    );
  });

  test('quotes a path with blanks in the command that it proposes', () => {
    const text = renderSummary(compromisedAssessment(), { ...plain, assessmentPath: 'C:\\My case\\assessment.json' });
    expect(text).toContain('allclear plan "C:\\My case\\assessment.json"');
  });
});
