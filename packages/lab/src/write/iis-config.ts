import type { ServerProfile } from '../server/index.js';
import { CRLF } from './text.js';

const FRONT_END: readonly (readonly [path: string, folder: string, pool: string])[] = [
  ['/owa', 'FrontEnd\\HttpProxy\\owa', 'MSExchangeOWAAppPool'],
  ['/owa/Calendar', 'FrontEnd\\HttpProxy\\owa\\Calendar', 'MSExchangeOWACalendarAppPool'],
  ['/ecp', 'FrontEnd\\HttpProxy\\ecp', 'MSExchangeECPAppPool'],
  ['/EWS', 'FrontEnd\\HttpProxy\\EWS', 'MSExchangeServicesAppPool'],
  ['/Autodiscover', 'FrontEnd\\HttpProxy\\Autodiscover', 'MSExchangeAutodiscoverAppPool'],
  ['/Microsoft-Server-ActiveSync', 'FrontEnd\\HttpProxy\\sync', 'MSExchangeSyncAppPool'],
  ['/OAB', 'FrontEnd\\HttpProxy\\OAB', 'MSExchangeOABAppPool'],
  ['/PowerShell', 'FrontEnd\\HttpProxy\\PowerShell', 'MSExchangePowerShellFrontEndAppPool'],
  ['/mapi', 'FrontEnd\\HttpProxy\\mapi', 'MSExchangeMapiFrontEndAppPool'],
  ['/Rpc', 'FrontEnd\\HttpProxy\\rpc', 'MSExchangeRpcProxyFrontEndAppPool'],
];

const BACK_END: typeof FRONT_END = [
  ['/owa', 'ClientAccess\\Owa', 'MSExchangeOWAAppPool'],
  ['/ecp', 'ClientAccess\\ecp', 'MSExchangeECPAppPool'],
  ['/EWS', 'ClientAccess\\exchweb\\EWS', 'MSExchangeServicesAppPool'],
  ['/Autodiscover', 'ClientAccess\\Autodiscover', 'MSExchangeAutodiscoverAppPool'],
  ['/Microsoft-Server-ActiveSync', 'ClientAccess\\sync', 'MSExchangeSyncAppPool'],
  ['/OAB', 'ClientAccess\\OAB', 'MSExchangeOABAppPool'],
  ['/PowerShell', 'ClientAccess\\PowerShell-Proxy', 'MSExchangePowerShellAppPool'],
  ['/mapi/emsmdb', 'ClientAccess\\mapi\\emsmdb', 'MSExchangeMapiMailboxAppPool'],
  ['/Rpc', 'RpcProxy', 'MSExchangeRpcProxyAppPool'],
];

const SYSTEM_MODULES = [
  'HttpLoggingModule',
  'UriCacheModule',
  'FileCacheModule',
  'TokenCacheModule',
  'HttpCacheModule',
  'StaticCompressionModule',
  'DefaultDocumentModule',
  'ProtocolSupportModule',
  'HttpRedirectionModule',
  'StaticFileModule',
  'AnonymousAuthenticationModule',
  'RequestFilteringModule',
  'CustomErrorModule',
  'BasicAuthenticationModule',
  'WindowsAuthenticationModule',
  'IsapiModule',
  'IsapiFilterModule',
  'ConfigurationValidationModule',
];
const IMAGE: Readonly<Record<string, string>> = {
  HttpLoggingModule: 'loghttp',
  UriCacheModule: 'cachuri',
  FileCacheModule: 'cachfile',
  TokenCacheModule: 'cachtokn',
  HttpCacheModule: 'cachhttp',
  StaticCompressionModule: 'compstat',
  DefaultDocumentModule: 'defdoc',
  ProtocolSupportModule: 'protsup',
  HttpRedirectionModule: 'redirect',
  StaticFileModule: 'static',
  AnonymousAuthenticationModule: 'authanon',
  RequestFilteringModule: 'modrqflt',
  CustomErrorModule: 'custerr',
  BasicAuthenticationModule: 'authbas',
  WindowsAuthenticationModule: 'authsspi',
  IsapiModule: 'isapi',
  IsapiFilterModule: 'filter',
  ConfigurationValidationModule: 'validcfg',
};

/** What somebody changed about the web server and the transport service. */
export interface ConfigurationChanges {
  readonly virtualDirectories?: readonly { readonly path: string; readonly physicalPath: string }[];
  readonly modules?: readonly { readonly name: string; readonly image: string }[];
  readonly managedModules?: readonly { readonly name: string; readonly type: string }[];
  readonly handlers?: readonly { readonly name: string; readonly path: string; readonly type: string }[];
  readonly agents?: readonly { readonly name: string; readonly factory: string; readonly path: string }[];
  /** Whether web logging was switched off. */
  readonly loggingOff?: boolean;
  /** ms, UTC: the last change. */
  readonly changed?: number;
}

/** applicationHost.config of an ordinary Exchange 2016 server: two sites, default logging, Exchange's own modules. */
export function applicationHostConfig(server: ServerProfile, changes: ConfigurationChanges = {}): string {
  const ex = server.installPath;
  const native = SYSTEM_MODULES.map(
    (name) => `      <add name="${name}" image="%windir%\\System32\\inetsrv\\${IMAGE[name] ?? name}.dll" />`,
  );
  const exchange = [
    `      <add name="kerbauth" image="${ex}Bin\\kerbauth.dll" />`,
    `      <add name="exppw" image="${ex}ClientAccess\\Owa\\auth\\exppw.dll" />`,
    `      <add name="cafe_exppw" image="${ex}FrontEnd\\HttpProxy\\bin\\exppw.dll" />`,
    '      <add name="WSMan" image="C:\\Windows\\system32\\wsmsvc.dll" />',
    '      <add name="PasswordExpiryModule" image="C:\\Windows\\system32\\RpcProxy\\rpcproxy.dll" />',
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<configuration>',
    '  <system.applicationHost>',
    '    <log centralLogFileMode="Site">',
    '      <centralW3CLogFile enabled="true" directory="%SystemDrive%\\inetpub\\logs\\LogFiles" />',
    '    </log>',
    '    <sites>',
    ...site(
      'Default Web Site',
      1,
      '%SystemDrive%\\inetpub\\wwwroot',
      [':80:', ':443:'],
      FRONT_END,
      ex,
      changes.virtualDirectories,
    ),
    ...site('Exchange Back End', 2, `${ex}ClientAccess`, [':81:', ':444:'], BACK_END, ex),
    '      <siteDefaults>',
    '        <logFile logFormat="W3C" directory="%SystemDrive%\\inetpub\\logs\\LogFiles" />',
    '      </siteDefaults>',
    '    </sites>',
    '  </system.applicationHost>',
    '  <system.webServer>',
    '    <globalModules>',
    ...native,
    ...exchange,
    ...(changes.modules ?? []).map(({ name, image }) => `      <add name="${name}" image="${image}" />`),
    '    </globalModules>',
    ...managed(changes),
    `    <httpLogging dontLog="${changes.loggingOff === true ? 'true' : 'false'}" />`,
    '  </system.webServer>',
    '</configuration>',
    '',
  ].join(CRLF);
}

/** Sections that are written only where somebody added to them. */
function managed({ managedModules = [], handlers = [] }: ConfigurationChanges): string[] {
  const section = (name: string, rows: readonly string[]): string[] =>
    rows.length === 0 ? [] : [`    <${name}>`, ...rows, `    </${name}>`];
  return [
    ...section(
      'modules',
      managedModules.map(({ name, type }) => `      <add name="${name}" type="${type}" />`),
    ),
    ...section(
      'handlers',
      handlers.map(
        ({ name, path, type }) =>
          `      <add name="${name}" path="${path}" verb="*" type="${type}" resourceType="Unspecified" />`,
      ),
    ),
  ];
}

function site(
  name: string,
  id: number,
  root: string,
  ports: string[],
  applications: typeof FRONT_END,
  ex: string,
  extra: ConfigurationChanges['virtualDirectories'] = [],
): string[] {
  const application = (path: string, pool: string, physical: string): string[] => [
    `        <application path="${path}" applicationPool="${pool}">`,
    `          <virtualDirectory path="/" physicalPath="${physical}" />`,
    '        </application>',
  ];
  return [
    `      <site name="${name}" id="${id}" serverAutoStart="true">`,
    ...application('/', 'DefaultAppPool', root),
    ...applications.flatMap(([path, folder, pool]) => application(path, pool, ex + folder)),
    ...extra.flatMap(({ path, physicalPath }) => application(path, 'DefaultAppPool', physicalPath)),
    '        <bindings>',
    ...ports.map(
      (port, index) =>
        `          <binding protocol="${index === 0 ? 'http' : 'https'}" bindingInformation="*${port}" />`,
    ),
    '        </bindings>',
    '      </site>',
  ];
}

/** web.config of a front-end virtual directory, reduced to what tells the server's state. */
export function webConfig(module: string): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<!-- Synthetic file of the Allclear lab -->',
    '<configuration>',
    '  <system.webServer>',
    '    <modules>',
    `      <add name="HttpProxy" type="Microsoft.Exchange.HttpProxy.${module},Microsoft.Exchange.FrontEndHttpProxy,Version=15.0.0.0,Culture=neutral,PublicKeyToken=31bf3856ad364e35" />`,
    '    </modules>',
    '  </system.webServer>',
    '</configuration>',
    '',
  ].join(CRLF);
}

/** agents.config with the transport agents that Exchange 2016 installs. */
export function agentsConfig(server: ServerProfile, added: ConfigurationChanges['agents'] = []): string {
  const agents: [string, string, string][] = [
    [
      'Transport Rule Agent',
      'Microsoft.Exchange.MessagingPolicies.TransportRuleAgent.TransportRuleAgentFactory',
      'rule\\Microsoft.Exchange.MessagingPolicies.TransportRuleAgent.dll',
    ],
    [
      'DLP Policy Agent',
      'Microsoft.Exchange.MessagingPolicies.CompliancePrograms.DlpPolicyAgentFactory',
      'rule\\Microsoft.Exchange.MessagingPolicies.TransportRuleAgent.dll',
    ],
    [
      'Malware Agent',
      'Microsoft.Exchange.Transport.Agent.Malware.MalwareAgentFactory',
      'Antimalware\\Microsoft.Exchange.Transport.Agent.Malware.dll',
    ],
    [
      'Journaling Agent',
      'Microsoft.Exchange.MessagingPolicies.Journaling.JournalAgentFactory',
      'Journaling\\Microsoft.Exchange.MessagingPolicies.Journaling.dll',
    ],
  ];
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<configuration>',
    '  <mexRuntime>',
    '    <monitoring>',
    '      <agentExecution timeLimitInMilliseconds="90000" />',
    '    </monitoring>',
    '    <agentList>',
    ...agents.map(
      ([name, factory, path]) =>
        `      <agent name="${name}" baseType="Microsoft.Exchange.Data.Transport.Routing.RoutingAgent" classFactory="${factory}" assemblyPath="${server.installPath}TransportRoles\\agents\\${path}" enabled="true" />`,
    ),
    ...added.map(
      ({ name, factory, path }) =>
        `      <agent name="${name}" baseType="Microsoft.Exchange.Data.Transport.Routing.RoutingAgent" classFactory="${factory}" assemblyPath="${path}" enabled="true" />`,
    ),
    '    </agentList>',
    '  </mexRuntime>',
    '</configuration>',
    '',
  ].join(CRLF);
}
