/** Every scenario: a new one is a file beside these and one line here. */

import { administered2013Scripts } from './administered-2013-scripts.js';
import { administered2016Exports } from './administered-2016-exports.js';
import { administered2016FullDisk } from './administered-2016-full-disk.js';
import { administered2016Journal } from './administered-2016-journal.js';
import { administered2016OwnSettings } from './administered-2016-own-settings.js';
import { administered2019LocalExport } from './administered-2019-local-export.js';
import { administered2019OddSettings } from './administered-2019-odd-settings.js';
import { administered2019Repairs } from './administered-2019-repairs.js';
import { administeredSeProducts } from './administered-se-products.js';
import { alarmed2013Antivirus } from './alarmed-2013-antivirus.js';
import { attacked2013PageState } from './attacked-2013-page-state.js';
import { attacked2013Proxytoken } from './attacked-2013-proxytoken.js';
import { attacked2013ThreeWaves } from './attacked-2013-three-waves.js';
import { attacked2016ProxynotshellStopped } from './attacked-2016-proxynotshell-stopped.js';
import { attacked2016Proxyoracle } from './attacked-2016-proxyoracle.js';
import { attacked2016SsrfRefused } from './attacked-2016-ssrf-refused.js';
import { attacked2019AddInList } from './attacked-2019-add-in-list.js';
import { attacked2019MitigatedSsrf } from './attacked-2019-mitigated-ssrf.js';
import { attacked2019ProxyshellRefused } from './attacked-2019-proxyshell-refused.js';
import { attackedSe2025 } from './attacked-se-2025.js';
import { cleanedUp2013Hours } from './cleaned-up-2013-hours.js';
import { cleanedUp2016Lines } from './cleaned-up-2016-lines.js';
import { cleanedUp2016MailLines } from './cleaned-up-2016-mail-lines.js';
import { cleanedUp2019Files } from './cleaned-up-2019-files.js';
import { cleanedUpSePage } from './cleaned-up-se-page.js';
import { entered2013Emptied } from './entered-2013-emptied.js';
import { entered2013HalfCleaned } from './entered-2013-half-cleaned.js';
import { entered2013PageState } from './entered-2013-page-state.js';
import { entered2013ProxyshellPageGone } from './entered-2013-proxyshell-page-gone.js';
import { entered2013Rolled } from './entered-2013-rolled.js';
import { entered2013VoiceMail } from './entered-2013-voice-mail.js';
import { entered2016Lateral } from './entered-2016-lateral.js';
import { entered2016Oab } from './entered-2016-oab.js';
import { entered2016OldRemains } from './entered-2016-old-remains.js';
import { entered2016PageGoneJournal } from './entered-2016-page-gone-journal.js';
import { entered2016Proxynotshell } from './entered-2016-proxynotshell.js';
import { entered2016ProxyshellExport } from './entered-2016-proxyshell-export.js';
import { entered2016Proxytoken } from './entered-2016-proxytoken.js';
import { entered2019AddressBookFile } from './entered-2019-address-book-file.js';
import { entered2019Forwarded } from './entered-2019-forwarded.js';
import { entered2019FrenchDriveE } from './entered-2019-french-drive-e.js';
import { entered2019NotAudited } from './entered-2019-not-audited.js';
import { entered2019OabQuarantined } from './entered-2019-oab-quarantined.js';
import { entered2019ProxyshellCertificate } from './entered-2019-proxyshell-certificate.js';
import { entered2019StolenKeys } from './entered-2019-stolen-keys.js';
import { enteredSePlainPage } from './entered-se-plain-page.js';
import { enteredSeStolenKeys } from './entered-se-stolen-keys.js';
import { enteredSeTimestomped } from './entered-se-timestomped.js';
import { hidden2016PlainPage } from './hidden-2016-plain-page.js';
import { localised2016German } from './localised-2016-german.js';
import { mitigated2016March } from './mitigated-2016-march.js';
import { monitored2016OwnPage } from './monitored-2016-own-page.js';
import { monitored2019OwnPage } from './monitored-2019-own-page.js';
import { pentest2019 } from './pentest-2019.js';
import { persisted2013Quiet } from './persisted-2013-quiet.js';
import { persisted2016Services } from './persisted-2016-services.js';
import { persisted2016TransportAgent } from './persisted-2016-transport-agent.js';
import { persisted2016WebSettings } from './persisted-2016-web-settings.js';
import { persisted2019Account } from './persisted-2019-account.js';
import { persisted2019Directory } from './persisted-2019-directory.js';
import { persisted2019Library } from './persisted-2019-library.js';
import { persisted2019Logon } from './persisted-2019-logon.js';
import { persistedSeDoors } from './persisted-se-doors.js';
import { ransomed2013Dearcry } from './ransomed-2013-dearcry.js';
import { ransomed2016March } from './ransomed-2016-march.js';
import { ransomed2016NoRenaming } from './ransomed-2016-no-renaming.js';
import { ransomed2019Owassrf } from './ransomed-2019-owassrf.js';
import { ransomedSeStolenKeys } from './ransomed-se-stolen-keys.js';
import { rebuilt2019 } from './rebuilt-2019.js';
import { robbed2013OabMail } from './robbed-2013-oab-mail.js';
import { robbed2016ThroughSsrf } from './robbed-2016-through-ssrf.js';
import { robbed2019Exports } from './robbed-2019-exports.js';
import { robbedSeStolenKeys } from './robbed-se-stolen-keys.js';
import { robbedSeStolenPassword } from './robbed-se-stolen-password.js';
import { scanned2013Quarter } from './scanned-2013-quarter.js';
import { scanned2016FirstDays } from './scanned-2016-first-days.js';
import { scanned2016OpenToProxyshell } from './scanned-2016-open-to-proxyshell.js';
import { scanned2019Proxyshell } from './scanned-2019-proxyshell.js';
import { scannedSe2026 } from './scanned-se-2026.js';
import { scripted2016OwnTools } from './scripted-2016-own-tools.js';
import { severalActors2016 } from './several-actors-2016.js';
import type { Story } from './story.js';
import { tampered2016GenuineName } from './tampered-2016-genuine-name.js';
import { untouched2013January } from './untouched-2013-january.js';
import { untouched2016January } from './untouched-2016-january.js';
import { untouched2019Quarter } from './untouched-2019-quarter.js';
import { untouchedSe2025 } from './untouched-se-2025.js';

export const STORIES: readonly Story[] = [
  untouched2013January,
  untouched2016January,
  untouched2019Quarter,
  untouchedSe2025,
  scanned2016FirstDays,
  scanned2013Quarter,
  scanned2019Proxyshell,
  scanned2016OpenToProxyshell,
  scannedSe2026,
  administered2016Exports,
  administered2019LocalExport,
  administered2019Repairs,
  administered2013Scripts,
  monitored2016OwnPage,
  monitored2019OwnPage,
  mitigated2016March,
  pentest2019,
  attacked2016SsrfRefused,
  attacked2019MitigatedSsrf,
  attacked2019ProxyshellRefused,
  attacked2013Proxytoken,
  attacked2016ProxynotshellStopped,
  attackedSe2025,
  attacked2013PageState,
  entered2016Oab,
  entered2019OabQuarantined,
  entered2013Emptied,
  entered2016OldRemains,
  entered2016ProxyshellExport,
  entered2019ProxyshellCertificate,
  entered2013ProxyshellPageGone,
  entered2016Proxynotshell,
  ransomed2019Owassrf,
  ransomed2016March,
  entered2013PageState,
  entered2019StolenKeys,
  enteredSeStolenKeys,
  entered2016Proxytoken,
  robbed2016ThroughSsrf,
  robbed2019Exports,
  severalActors2016,
  entered2019Forwarded,
  cleanedUp2016Lines,
  cleanedUp2019Files,
  cleanedUp2013Hours,
  hidden2016PlainPage,
  persisted2019Directory,
  persisted2016TransportAgent,
  persisted2019Account,
  entered2019AddressBookFile,
  entered2013VoiceMail,
  cleanedUp2016MailLines,
  tampered2016GenuineName,
  entered2019NotAudited,
  scripted2016OwnTools,
  alarmed2013Antivirus,
  enteredSePlainPage,
  robbed2013OabMail,
  robbedSeStolenPassword,
  robbedSeStolenKeys,
  ransomed2013Dearcry,
  ransomedSeStolenKeys,
  ransomed2016NoRenaming,
  cleanedUpSePage,
  rebuilt2019,
  localised2016German,
  entered2019FrenchDriveE,
  attacked2016Proxyoracle,
  attacked2019AddInList,
  entered2016Lateral,
  entered2013HalfCleaned,
  enteredSeTimestomped,
  administeredSeProducts,
  attacked2013ThreeWaves,
  entered2013Rolled,
  administered2016FullDisk,
  administered2016OwnSettings,
  administered2019OddSettings,
  persisted2013Quiet,
  persisted2016Services,
  persisted2016WebSettings,
  persisted2019Logon,
  persistedSeDoors,
  administered2016Journal,
  entered2016PageGoneJournal,
  persisted2019Library,
];
