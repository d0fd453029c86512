/**
 * Names that the server's class libraries and COM give to what a page can read and do. Names alone mean nothing here:
 * they only count where data of the caller arrives at them.
 */
import type { Dialect } from './ast.js';

/** Members of the request that the caller does not decide. */
export const NOT_CLIENT = new Set(
  'applicationpath physicalpath physicalapplicationpath mappath isauthenticated islocal issecureconnection browser contentlength totalbytes contentencoding currentexecutionfilepath apprelativecurrentexecutionfilepath filepath count keys.count totalrequests userhostaddress clientcertificate logonuseridentity requesttype httpmethod validateinput timedouttoken requestcontext anonymousid isajaxrequest'.split(
    ' ',
  ),
);
/** Server variables that hold text of the caller. */
export const CLIENT_VARIABLE =
  /^(?:http_|query_string|all_http|all_raw|auth_password|auth_user|unencoded_url|remote_user|request_uri|url$)/i;

/** Results that carry nothing of their arguments: tests, lengths, numbers. */
export const CLEAN_RESULT = new Set(
  'len lenb length count isnumeric isnullorempty isnullorwhitespace isempty isnull isdate isarray isobject instr instrrev indexof lastindexof startswith endswith contains containskey equals compare compareto comparestring strcomp cint clng cdbl cbool cdate cbyte csng toint32 toint16 toint64 touint32 toboolean todatetime todouble todecimal tosingle parseint parsefloat tryparse ismatch test gethashcode fileexists folderexists exists driveexists isinrole isnan isfinite isdigit isletter isdbnull ubound lbound typename vartype now date time timer year month day rnd abs sgn int fix round haskeys hasfile hasvalue gettype sequenceequal any all isdefined iif_ computehash md5 hashpasswordforstoringinconfigfile getlastwritetime authenticate'.split(
    ' ',
  ),
);

/** Names that only hand on what they are given. */
export const THROUGH = new Set(
  'tostring trim trimstart trimend tolower toupper tolowerinvariant toupperinvariant tochararray toarray getbytes getstring getchars substring substr slice split join concat insert remove padleft padright ltrim rtrim lcase ucase cstr string format normalize replace mid midb left leftb right rightb urldecode urlencode htmldecode htmlencode urlpathencode unescape escape decodeuricomponent encodeuricomponent decodeuri frombase64string tobase64string frombase64chararray tobase64 frombase64 chr chrw chrb asc ascw ascb fromcharcode charat charcodeat tochar tobyte hex oct strreverse reverse read readtoend readline readbytes readblock readall readtext readtoendasync readasbytearrayasync readasstringasync transformfinalblock decrypt createdecryptor openread getvalue getvalues item get aggregate select where skip take first firstordefault last elementat cast oftype tolist current parse deserialize_ parsequerystring getbuffer copyof clone valueof stringtobytes multibytetounicode decode binaryread inputstream changetype convert ctype cobj cvar nodetypedvalue text value innertext innerhtml childnodes selectsinglenode documentelement transformblock decompress getrange values allkeys getresponsestream responsetext responsebody downloadstring downloaddata uploadstring uploadvalues file files filename gethostbyaddress gethostbyname gethostentry gethostaddresses resolve addresslist loadwithpartialname'.split(
    ' ',
  ),
);

/** Methods after which an object holds what it was given. */
export const FILLS = new Set(
  'add append appendline appendformat appendchunk insert write writeline writetext writebyte writeasync push pushback enqueue unshift setvalue loadxml load copyto addrange set flush_ concat_ parse_ addwithvalue'.split(
    ' ',
  ),
);

/** Types that are no objects of interest. */
export const PLAIN_TYPES = new Set(
  'string object var dynamic byte char int long bool boolean integer double decimal void variant bytes list array date short'.split(
    ' ',
  ),
);
export const NUMERIC_TYPES = new Set(
  'int integer long short bool boolean double decimal float uint datetime date int32 int64 guid single'.split(' '),
);

const words = (...parts: readonly string[]): string => parts.join('');

export interface SinkSpec {
  readonly technique: Technique;
  /** What the receiver must be; without it, any. */
  readonly on?: RegExp;
  /** The argument that decides; without it all, and the receiver. */
  readonly arg?: number;
  /** Only in scripts (VBScript, JScript). */
  readonly scriptOnly?: boolean;
}

export type Technique =
  | 'evaluate'
  | 'compile'
  | 'load'
  | 'start'
  | 'object'
  | 'reflect'
  | 'deserialise'
  | 'write'
  | 'upload'
  | 'read'
  | 'list'
  | 'manage'
  | 'times'
  | 'connect'
  | 'relay'
  | 'doorway'
  | 'account'
  | 'fetch'
  | 'database'
  | 'query'
  | 'register'
  | 'memory'
  | 'keys'
  | 'transform'
  | 'registry'
  | 'inventory'
  | 'hidden'
  | 'include'
  | 'sql-shell'
  | 'directory'
  | 'sniff'
  | 'harvest'
  | 'unfollowed';

const SHELL = new RegExp(`(?:${words('wscript', '\\.shell')}|${words('shell', '\\.application')})`);
/** Class identifiers that stand for program identifiers. */
export const CLASS_IDS: ReadonlyMap<string, string> = new Map([
  [words('72c24dd5-d70a', '-438b-8a42-98424b88afb8'), words('wscript', '.shell')],
  [words('f935dc22-1cf0', '-11d0-adb9-00c04fd58a0b'), words('wscript', '.shell')],
  [words('13709620-c279', '-11ce-a49e-444553540000'), words('shell', '.application')],
  [words('0d43fe01-f093', '-11cf-8940-00a0c9054228'), 'scripting.filesystemobject'],
  [words('00000566-0000', '-0010-8000-00aa006d2ea4'), 'adodb.stream'],
]);
const anything = (technique: Technique, arg?: number): SinkSpec =>
  arg === undefined ? { technique } : { technique, arg };

/** Connections below HTTP. */
const RELAYS = /(?:^|\.)(?:socket|tcpclient|client|udpclient)$/;

/** What answers requests for the whole site, and can be changed while it runs. */
const ROUTES = /(?:globalfilters\.filters|routetable\.routes)$/;

/** Method name -> what it means. */
export const SINKS: ReadonlyMap<string, readonly SinkSpec[]> = new Map<string, readonly SinkSpec[]>([
  [
    'eval',
    [
      {
        technique: 'evaluate',
        on: /^(?:|\?|window|this|me|eval|global|.*scriptcontrol.*|vsa|.*\.script)$/,
        arg: 0,
        scriptOnly: true,
      },
      { technique: 'evaluate', on: /scriptcontrol|scriptengine/, arg: 0 },
    ],
  ],
  [
    'execute',
    [
      { technique: 'evaluate', on: /^(?:|me|this|global)$/, arg: 0, scriptOnly: true },
      { technique: 'query', on: /adodb|connection|command|^conn/, arg: 0 },
      { technique: 'include', on: /^server$/, arg: 0 },
    ],
  ],
  ['executeglobal', [{ technique: 'evaluate', on: /^(?:|me|this|global)$/, arg: 0 }]],
  ['execscript', [anything('evaluate', 0)]],
  ['executestatement', [anything('evaluate', 0)]],
  ['addcode', [anything('evaluate', 0)]],
  ['jscriptevaluate', [anything('evaluate', 0)]],
  ['jscriptevaluatewithsource', [anything('evaluate')]],
  ['addscript', [anything('evaluate', 0)]],
  ['invokescript', [anything('evaluate', 0)]],
  ['parsecontrol', [anything('evaluate', 0)]],
  ['evaluateasync', [anything('evaluate', 0)]],
  ['runasync', [{ technique: 'evaluate', on: /script/, arg: 0 }]],
  ['compileassemblyfromsource', [anything('compile')]],
  ['compileassemblyfromfile', [anything('compile')]],
  ['compileassemblyfromsourcebatch', [anything('compile')]],
  ['compileassemblyfromdom', [anything('compile')]],
  ['createpipeline', [anything('evaluate', 0)]],
  [
    'load',
    [
      { technique: 'load', on: /assembly|appdomain|currentdomain/, arg: 0 },
      { technique: 'evaluate', on: /xamlreader/, arg: 0 },
      { technique: 'transform', on: /xsl/, arg: 0 },
    ],
  ],
  ['parse', [{ technique: 'evaluate', on: /xamlreader|xamlservices/, arg: 0 }]],
  ['loadfrom', [{ technique: 'load', on: /assembly|appdomain/, arg: 0 }]],
  ['unsafeloadfrom', [{ technique: 'load', on: /assembly|appdomain/, arg: 0 }]],
  ['loadfile', [{ technique: 'load', on: /assembly/, arg: 0 }]],
  ['loadmodule', [anything('load')]],
  ['executeassembly', [anything('load')]],
  ['createinstancefrom', [anything('load', 0)]],
  ['transformnode', [anything('transform')]],
  ['start', [{ technique: 'start', on: /process|^proc$/ }]],
  ['run', [{ technique: 'start', on: SHELL, arg: 0 }]],
  ['exec', [{ technique: 'start', on: SHELL, arg: 0 }]],
  [words('shell', 'execute'), [anything('start')]],
  ['shell', [{ technique: 'start', on: /^(?:|\?|interaction|.*\.interaction)$/, arg: 0 }]],
  ['winexec', [anything('start')]],
  ['createprocess', [anything('start')]],
  ['createprocessa', [anything('start')]],
  ['createprocessw', [anything('start')]],
  ['createprocessasuser', [anything('start')]],
  ['createprocesswithlogonw', [anything('start')]],
  ['createprocesswithtokenw', [anything('start')]],
  ['system', [{ technique: 'start', on: /^$/, arg: 0 }]],
  [
    'create',
    [
      { technique: 'start', on: /win32_process/, arg: 0 },
      { technique: 'fetch', on: /webrequest/, arg: 0 },
    ],
  ],
  ['invokemethod', [{ technique: 'start', on: /managementclass|managementobject|win32_process/ }]],
  [
    'deserialize',
    [
      {
        technique: 'deserialise',
        on: /serializer\.resolver|binaryformatter|losformatter|objectstateformatter|netdatacontractserializer|soapformatter/,
      },
    ],
  ],
  ['unsafedeserialize', [anything('deserialise')]],
  ['readobject', [{ technique: 'deserialise', on: /netdatacontractserializer/ }]],
  ['saveas', [anything('upload', 0)]],
  ['savetofile', [anything('write', 0)]],
  ['writealltext', [anything('write', 0)]],
  ['writeallbytes', [anything('write', 0)]],
  ['writealllines', [anything('write', 0)]],
  ['appendalltext', [anything('write', 0)]],
  ['readalltext', [anything('read', 0)]],
  ['readallbytes', [anything('read', 0)]],
  ['readalllines', [anything('read', 0)]],
  ['opentext', [{ technique: 'read', on: /file/, arg: 0 }]],
  ['openread', [{ technique: 'read', on: /file/, arg: 0 }]],
  ['transmitfile', [anything('read', 0)]],
  ['writefile', [{ technique: 'read', on: /response/, arg: 0 }]],
  ['loadfromfile', [anything('read', 0)]],
  ['getfolder', [anything('list', 0)]],
  ['getfiles', [{ technique: 'list', on: /directory/ }]],
  ['getdirectories', [{ technique: 'list', on: /directory/ }]],
  ['getfilesystementries', [{ technique: 'list', on: /directory/ }]],
  ['getfilesysteminfos', [{ technique: 'list', on: /directory/ }]],
  ['enumeratefiles', [{ technique: 'list', on: /directory/ }]],
  ['namespace', [{ technique: 'list', on: /^shell\./, arg: 0 }]],
  ['deletefile', [anything('manage')]],
  ['deletefolder', [anything('manage')]],
  ['movefile', [anything('manage')]],
  ['movefolder', [anything('manage')]],
  ['copyfile', [anything('manage')]],
  ['copyfolder', [anything('manage')]],
  ['createfolder', [anything('manage')]],
  ['copyhere', [anything('manage')]],
  ['delete', [{ technique: 'manage', on: /^(?:.*\.)?(?:file|directory|fileinfo|directoryinfo)$/ }]],
  ['move', [{ technique: 'manage', on: /^(?:.*\.)?(?:file|directory|fileinfo|directoryinfo)$/ }]],
  ['moveto', [{ technique: 'manage', on: /file|directory/ }]],
  ['copy', [{ technique: 'manage', on: /^(?:.*\.)?(?:file|fileinfo)$/ }]],
  ['createdirectory', [anything('manage', 0)]],
  ['setlastwritetime', [anything('times')]],
  ['setcreationtime', [anything('times')]],
  ['setlastaccesstime', [anything('times')]],
  ['setlastwritetimeutc', [anything('times')]],
  ['setcreationtimeutc', [anything('times')]],
  ['setattributes', [anything('times')]],
  ['connect', [{ technique: 'connect', on: /socket|tcpclient|udpclient/ }]],
  ['wsaconnect', [anything('connect')]],
  ['wsasocket', [anything('connect')]],
  ['wsasocketa', [anything('connect')]],
  ['wsasocketw', [anything('connect')]],
  ['accepttcpclient', [anything('connect')]],
  ['acceptsocket', [anything('connect')]],
  ['send', [{ technique: 'relay', on: RELAYS, arg: 0 }]],
  ['sendto', [{ technique: 'relay', on: RELAYS, arg: 0 }]],
  ['beginsend', [{ technique: 'relay', on: RELAYS, arg: 0 }]],
  ['sendasync', [{ technique: 'relay', on: RELAYS, arg: 0 }]],
  ['beginconnect', [{ technique: 'connect', on: /socket|tcpclient/ }]],
  [
    'open',
    [
      { technique: 'database', on: /adodb\.connection|adox/, arg: 0 },
      { technique: 'fetch', on: /xmlhttp|winhttp/ },
    ],
  ],
  ['registervirtualpathprovider', [anything('register')]],
  ['registervirtualpathproviderinternal', [anything('register')]],
  ['definepinvokemethod', [anything('memory')]],
  ['getdelegateforfunctionpointer', [anything('memory')]],
  ['registermodule', [anything('register')]],
  ['add', [{ technique: 'register', on: ROUTES }]],
  ['insert', [{ technique: 'register', on: ROUTES }]],
  ['regread', [anything('registry')]],
  ['regwrite', [anything('registry')]],
  ['opensubkey', [anything('registry')]],
  ['getprocesses', [anything('inventory')]],
]);

/** Assignments that mean an action: last two names of the target. */
export const ASSIGNED: readonly (readonly [RegExp, Technique])[] = [
  [/(?:startinfo|processstartinfo)\.(?:filename|arguments)$/, 'start'],
  [/\.?connectionstring$/, 'database'],
  [/(?:command|selectcommand|sqldatasource)\.?(?:commandtext|selectcommand)?$/, 'query'],
  [/\.(?:lastwritetime|creationtime|lastaccesstime|datelastmodified)$/, 'times'],
];

/** Types whose constructor acts. */
export const CREATED: ReadonlyMap<string, Technique> = new Map<string, Technique>([
  ['processstartinfo', 'start'],
  ['tcpclient', 'connect'],
  ['ipendpoint', 'connect'],
  ['directoryinfo', 'list'],
  ['sqlconnection', 'database'],
  ['oledbconnection', 'database'],
  ['odbcconnection', 'database'],
  ['oracleconnection', 'database'],
  ['mysqlconnection', 'database'],
  ['sqlcommand', 'query'],
  ['oledbcommand', 'query'],
  ['odbccommand', 'query'],
  ['sqldataadapter', 'query'],
  ['oledbdataadapter', 'query'],
  ['odbcdataadapter', 'query'],
  ['function', 'evaluate'],
  ['directoryentry', 'directory'],
]);

/** Functions of Windows with which memory is made executable, processes are entered or secrets are dumped. */
export const MEMORY_CALLS = new Set([
  words('virtual', 'alloc'),
  words('virtual', 'allocex'),
  words('virtual', 'protect'),
  words('virtual', 'protectex'),
  words('write', 'processmemory'),
  words('create', 'remotethread'),
  words('nt', 'createthreadex'),
  words('rtl', 'createuserthread'),
  words('mini', 'dumpwritedump'),
  words('queue', 'userapc'),
  words('nt', 'mapviewofsection'),
  words('enum', 'systemlocalesa'),
]);
/** SQL that reaches outside the database. */
export const SQL_SHELL = new RegExp(
  [
    words('xp_', 'cmdshell'),
    words('sp_', 'oacreate'),
    words('sp_', 'oamethod'),
    words('xp_', 'regwrite'),
    words('xp_', 'dirtree'),
    words('xp_', 'regread'),
  ].join('|'),
  'i',
);
export const EXECUTABLE_PATH =
  /\.(?:aspx?|ashx|asmx|ascx|asax|asa|cer|cdx|cshtml|svc|soap|config|exe|dll|bat|cmd|ps1|vbs|php|jsp)(?:[;.\s%]|$)/i;
export const SHELL_PROGRAM =
  /(?:^|[\\/"'\s])(?:cmd|powershell|pwsh|cscript|wscript|mshta|rundll32|regsvr32|bash|sh)(?:\.exe)?(?:$|["'\s])|%comspec%|comspec/i;

/** Functions that take text apart, put it together from numbers, or act on it: where they stand, constants matter. */
export const DECODING: ReadonlySet<string> = new Set(
  'getstring concat join chr chrw chrb char asc ascw mid midb fromcharcode charcodeat frombase64string frombase64chararray strreverse reverse unescape urldecode htmldecode split tochar tobyte toint32 parseint createobject activexobject getobject gettype getmethod invokemember callbyname getref eval execute executeglobal execscript executestatement addcode jscriptevaluate run exec start shell compileassemblyfromsource write writealltext'.split(
    ' ',
  ),
);
/** Functions that deal with single characters or their codes. */
export const CHARACTERS: ReadonlySet<string> = new Set(
  'chr chrw chrb char asc ascw ascb mid midb left fromcharcode charcodeat charat substr substring tochar tobyte toint32 parseint split replace strreverse instr indexof'.split(
    ' ',
  ),
);
/**
 * Without any of these words a page's code cannot act on the server, whatever it computes. Names put together from
 * pieces need one of the words that turn text into names.
 */
const ACTING_ANYWHERE =
  'execut|functionpointer|extracttodirectory|downloadfile|deserialize|serializer|scriptcontrol|scriptengine|vsaengine|jscriptevaluat|evaluate|addcode|addscript|invoke|parsecontrol|runasync|getmember|compile|codeprovider|assembly|appdomain|xaml|xsl|transformnode|loadmodule|process|shell|winexec|win32_|management|deserializ|formatter|readobject|saveas|savetofile|createobject|activexobject|getobject|stream|\\bfile|\\bdirectory|getfolder|tcpclient|socket|connection|sqlcommand|commandtext|dbcommand|dataadapter|xmlhttp|winhttp|webclient|webrequest|httpclient|virtualpathprovider|registermodule|regread|regwrite|opensubkey|getmethod|callbyname|getref|gettype|createinstance|dllimport|declare|machinekey|xp_|sp_oa|fileinfo|directoryinfo|frombase64|strreverse|reverse\\s*\\(|chr[wb]?\\s*\\(|createdelegate|routetable|globalfilters|httplistener|principalcontext|pipeline|#@~\\^|[\\u00ad\\u200b-\\u200f\\u2060-\\u2064\\uff21-\\uff5a]';
/** Names can be written with escapes. */
const ACTING_ESCAPED = '\\\\u|\\\\x';

const acting: Readonly<Record<Dialect, RegExp>> = {
  csharp: new RegExp(`${ACTING_ANYWHERE}|${ACTING_ESCAPED}`, 'i'),
  // Any text can be a name there: every page is read.
  jscript: /(?:)/,
  vbnet: new RegExp(ACTING_ANYWHERE, 'i'),
  vbscript: new RegExp(`${ACTING_ANYWHERE}|eval`, 'i'),
};

/** Whether code of this language needs a closer look. */
export const mayAct = (code: string, dialect: Dialect): boolean => acting[dialect].test(code);
