import { describe, expect, it } from 'vitest';
import { remnantOf } from './remnant.js';

const fact = (category: string) => ({ product: 'allclear', category });

describe('remnantOf', () => {
  it('tells a page that the web server runs from another file', () => {
    const page = { path: 'C:\\inetpub\\wwwroot\\aspnet_client\\a.aspx', sha256: 'ab', content: 'text' };
    expect(remnantOf({ logSource: fact('file'), declared: undefined, present: true, fields: page })).toEqual({
      kind: 'page',
      target: { path: page.path, sha256: 'ab' },
    });
    const dump = { path: 'C:\\Windows\\Temp\\a.dmp', executable: 'false' };
    expect(remnantOf({ logSource: fact('file'), declared: undefined, present: true, fields: dump })?.kind).toBe('file');
  });

  it('names settings of the web server by their kind', () => {
    const kind = (value: string) =>
      remnantOf({ logSource: fact('configuration'), declared: undefined, present: true, fields: { kind: value } })
        ?.kind;
    expect(kind('virtualDirectory')).toBe('iis-virtual-directory');
    expect(kind('globalModule')).toBe('iis-module');
    expect(kind('transportAgent')).toBe('transport-agent');
    expect(kind('rewriteRule')).toBeUndefined();
  });

  it('leaves out what is not there now, unless the rule says what stays behind', () => {
    const logSource = { product: 'windows', service: 'security' };
    const fields = { TargetUserName: 'help$' };
    expect(remnantOf({ logSource, declared: undefined, present: false, fields })).toBeUndefined();
    expect(remnantOf({ logSource, declared: 'account', present: false, fields })).toEqual({
      kind: 'account',
      target: fields,
    });
    expect(remnantOf({ logSource, declared: undefined, present: true, fields })).toBeUndefined();
  });
});
