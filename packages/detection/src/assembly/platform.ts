/**
 * What the class library's types mean to the analysis of pages: who is the request, the session, a field of the page,
 * whatever variable holds it. Source: .NET Framework and ASP.NET Core reference.
 */

/** Full name of a type -> the object under which pages know it. */
const OBJECTS: readonly (readonly [RegExp, string])[] = [
  [
    /^System\.Web\.(?:HttpRequest|HttpRequestBase|HttpRequestWrapper|UnvalidatedRequestValues(?:Base|Wrapper)?)$/,
    'Request',
  ],
  [/^System\.Web\.HttpWorkerRequest$/, 'Request'],
  [/^System\.Net\.HttpListenerRequest$/, 'Request'],
  [/^Microsoft\.AspNetCore\.Http\.HttpRequest$/, 'Request'],
  [/^Microsoft\.Owin\.(?:IOwinRequest|OwinRequest)$/, 'Request'],
  [/^System\.Web\.HttpPostedFile(?:Base|Wrapper)?$/, 'Request.Files[0]'],
  [/^System\.Web\.(?:HttpResponse|HttpResponseBase|HttpResponseWrapper)$/, 'Response'],
  [/^System\.Web\.SessionState\.HttpSessionState$|^System\.Web\.HttpSessionStateBase$/, 'Session'],
  [/^System\.Web\.HttpApplicationState(?:Base)?$/, 'Application'],
  [/^System\.Web\.(?:HttpServerUtility|HttpServerUtilityBase|HttpServerUtilityWrapper)$/, 'Server'],
  [/^System\.Web\.Caching\.Cache$/, 'Cache'],
];

export function platformObject(type: string): string | undefined {
  if (!type.startsWith('System.') && !type.startsWith('Microsoft.')) return undefined;
  return OBJECTS.find(([pattern]) => pattern.test(type))?.[1];
}

/** Controls of a page that carry what a visitor entered: full name of the type -> tag. */
const CONTROLS: ReadonlyMap<string, string> = new Map([
  ['System.Web.UI.WebControls.TextBox', 'asp:TextBox'],
  ['System.Web.UI.WebControls.HiddenField', 'asp:HiddenField'],
  ['System.Web.UI.WebControls.FileUpload', 'asp:FileUpload'],
  ['System.Web.UI.HtmlControls.HtmlInputText', 'input'],
  ['System.Web.UI.HtmlControls.HtmlInputHidden', 'input'],
  ['System.Web.UI.HtmlControls.HtmlInputControl', 'input'],
  ['System.Web.UI.HtmlControls.HtmlInputFile', 'input'],
  ['System.Web.UI.HtmlControls.HtmlTextArea', 'textarea'],
]);

/** Identifier under which the controls of a type stand in the page that is made. */
export function controlName(type: string): string | undefined {
  return CONTROLS.has(type) ? `field${type.slice(type.lastIndexOf('.') + 1)}` : undefined;
}

/** Markup that declares these controls, so that what is entered there counts as the visitor's. */
export const CONTROL_MARKUP: string = [...CONTROLS]
  .map(([type, tag]) => `<${tag} runat=server id="field${type.slice(type.lastIndexOf('.') + 1)}" />`)
  .join('');

/** Types through which a caller of the server speaks to a program. */
export function isClientType(type: string): boolean {
  return (
    /^Request/.test(platformObject(type) ?? '') ||
    CONTROLS.has(type) ||
    /^System\.(?:Web\.HttpContext(?:Base)?|Net\.HttpListenerContext|Web\.UI\.Page|Web\.HttpApplication)$/.test(type) ||
    /^System\.Web\.Services\.WebMethodAttribute$|^System\.ServiceModel\.OperationContractAttribute$/.test(type) ||
    /^Microsoft\.(?:AspNetCore\.Http\.HttpContext|Owin\.IOwinContext)$/.test(type)
  );
}

/** Values of enumerations that say what is done, by the type of the parameter. Source: .NET reference. */
const ENUMERATIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['System.IO.FileMode', ['', 'CreateNew', 'Create', 'Open', 'OpenOrCreate', 'Truncate', 'Append']],
  ['System.IO.FileAccess', ['', 'Read', 'Write', 'ReadWrite']],
  ['System.Net.Sockets.SocketType', ['', 'Stream', 'Dgram', 'Raw', 'Rdm', 'Seqpacket']],
]);

/** A constant as source text has it, where the type of the parameter tells more than the number. */
export function constantOf(type: string, value: number): string | undefined {
  if (type === 'bool') return value === 0 ? 'false' : 'true';
  const name = ENUMERATIONS.get(type)?.[value];
  return name === undefined || name === '' ? undefined : `${type.slice(type.lastIndexOf('.') + 1)}.${name}`;
}
