/**
 * Pages to be disguised. Used by tests only. All are inert: each calls `inert`, which no server has, before it does
 * anything. Bars are taken out before use, so that no scanner of files takes this one for what it speaks of.
 *
 * In the templates: `{s:text}` a text, `{v:1}` a variable, `{;}` between statements.
 */
import type { Dialect } from '../ast.js';

export interface Carrier {
  readonly name: string;
  readonly extension: string;
  readonly dialect: Dialect;
  readonly head: string;
  readonly body: string;
  readonly tail: string;
}

const asp = (name: string, body: string): Carrier => ({
  name,
  extension: '.asp',
  dialect: 'vbscript',
  head: '<%',
  body,
  tail: '%>',
});
const form = (name: string, dialect: Dialect, language: string, body: string): Carrier => ({
  name,
  extension: '.aspx',
  dialect,
  head: `<%@ Pa|ge Lang|uage="${language}" %><script run|at="server">`,
  body,
  tail: '</script>',
});

const load = (dialect: 'csharp' | 'vbnet', text: string): string =>
  dialect === 'csharp'
    ? `void Page_Load(object s, EventArgs e) { inert();{;}${text} }`
    : `Sub Page_Load(s As Object, e As EventArgs)\ninert()\n${text}\nEnd Sub`;

export const CARRIERS: readonly [Carrier, ...Carrier[]] = [
  asp('evaluates a field', 'inert(){;}{v:1} = Req|uest({s:a}){;}Exe|cute({v:1})'),
  asp('evaluates for all', 'inert(){;}{v:1} = Req|uest.Form({s:a}){;}Exe|cuteGlobal({v:1})'),
  asp('evaluates a constant', 'inert(){;}{v:1} = {s:ev|al(req|uest(1))}{;}Exe|cute({v:1})'),
  asp(
    'starts',
    'inert(){;}Set {v:1} = Server.Create|Object({s:WScr|ipt.Sh|ell}){;}{v:2} = Req|uest({s:c}){;}{v:1}.R|un {v:2}',
  ),
  asp(
    'starts and reads',
    'inert(){;}Set {v:1} = Create|Object({s:WScr|ipt.Sh|ell}){;}Response.Write {v:1}.Ex|ec({s:cm|d /c } & Req|uest({s:c})).StdOut.ReadAll',
  ),
  asp(
    'writes',
    'inert(){;}Set {v:1} = Server.Create|Object({s:Scripting.FileSystem|Object}){;}Set {v:2} = {v:1}.CreateText|File(Req|uest({s:p}), True){;}{v:2}.Write Req|uest({s:d})',
  ),
  asp(
    'writes a stream',
    'inert(){;}Set {v:1} = Server.Create|Object({s:ADO|DB.Stream}){;}{v:1}.Open{;}{v:1}.WriteText Req|uest({s:d}){;}{v:1}.SaveTo|File Req|uest({s:p}), 2',
  ),
  asp(
    'a dictionary',
    'inert(){;}Set {v:1} = Create|Object({s:Scripting.Dictionary}){;}{v:1}.Add {s:key}, Req|uest({s:d}){;}Exe|cute({v:1}.Item({s:key}))',
  ),
  asp('the session', 'inert(){;}Session({s:key}) = Req|uest({s:d}){;}Exe|cute(Session({s:key}))'),
  {
    ...asp('JScript evaluates', 'inert(){;}var {v:1} = Req|uest.Form({s:a}) + "";{;}ev|al({v:1})'),
    dialect: 'jscript',
    head: '<%@ Lang|uage="JScript" %><%',
  },
  {
    ...asp('JScript by name', 'inert(){;}var {v:1} = this[{s:ev|al}]{;}{v:1}(Req|uest.Item({s:a}) + "")'),
    dialect: 'jscript',
    head: '<%@ Lang|uage="JScript" %><%',
  },
  {
    ...asp(
      'JScript starts',
      'inert(){;}var {v:1} = new Active|XObject({s:WScr|ipt.Sh|ell}){;}{v:1}.R|un(Req|uest.Item({s:a}))',
    ),
    dialect: 'jscript',
    head: '<%@ Lang|uage="JScript" %><%',
  },
  {
    ...form(
      'JScript.NET evaluates',
      'jscript',
      'JScript',
      'function Page_Load(){ inert(){;}var {v:1} = Req|uest.Item[{s:a}]{;}ev|al({v:1}, {s:unsa|fe}) }',
    ),
  },
  form(
    'starts',
    'csharp',
    'C#',
    load(
      'csharp',
      'string {v:1} = Req|uest[{s:a}]{;}System.Diagnostics.Pro|cess.St|art({s:cmd|.exe}, {s:/c } + {v:1}){;}',
    ),
  ),
  form(
    'starts by settings',
    'csharp',
    'C#',
    load(
      'csharp',
      'var {v:1} = new System.Diagnostics.Pro|cess(){;}{v:1}.StartInfo.FileName = {s:cmd|.exe}{;}{v:1}.StartInfo.Arguments = {s:/c } + Req|uest.Form[{s:a}]{;}{v:1}.St|art(){;}',
    ),
  ),
  form(
    'loads',
    'csharp',
    'C#',
    load(
      'csharp',
      'byte[] {v:1} = Convert.FromBase|64String(Req|uest[{s:a}]){;}System.Reflection.Ass|embly.Lo|ad({v:1}).CreateInstance({s:U}){;}',
    ),
  ),
  form(
    'loads by name',
    'csharp',
    'C#',
    load(
      'csharp',
      'var {v:1} = Type.GetType({s:System.Reflection.Ass|embly}){;}var {v:2} = {v:1}.GetMethod({s:Lo|ad}, new Type[] { typeof(byte[]) }){;}{v:2}.Invoke(null, new object[] { Convert.FromBase|64String(Req|uest[{s:a}]) }){;}',
    ),
  ),
  form(
    'compiles',
    'csharp',
    'C#',
    load(
      'csharp',
      'var {v:1} = System.CodeDom.Compiler.CodeDom|Provider.CreateProvider({s:cs}){;}{v:1}.CompileAssembly|FromSource(null, Req|uest[{s:a}]){;}',
    ),
  ),
  form('writes', 'csharp', 'C#', load('csharp', 'System.IO.File.WriteAll|Text(Req|uest[{s:p}], Req|uest[{s:d}]){;}')),
  form(
    'deserialises',
    'csharp',
    'C#',
    load('csharp', 'new System.Web.UI.Los|Formatter().Deser|ialize(Req|uest[{s:a}]){;}'),
  ),
  form(
    'starts',
    'vbnet',
    'VB',
    load(
      'vbnet',
      'Dim {v:1} As String = Req|uest({s:a})\nSystem.Diagnostics.Pro|cess.St|art({s:cmd|.exe}, {s:/c } & {v:1})',
    ),
  ),
  form(
    'starts by object',
    'vbnet',
    'VB',
    load('vbnet', 'Dim {v:1} As Object = Create|Object({s:WScr|ipt.Sh|ell})\n{v:1}.R|un(Req|uest({s:a}))'),
  ),
];
