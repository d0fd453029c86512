/** Libraries that Windows loads by an entry in the registry, and whether Windows itself registers one of that name there. */
import { commandPlace, expandPath } from './command.js';

/** Libraries that Windows and its roles register in these places, by file name without `.dll`. */
const KNOWN: Readonly<Record<string, ReadonlySet<string>>> = {
  'lsa-authentication': new Set(['msv1_0', 'samss', 'sshdpinauthlsa']),
  'lsa-notification': new Set([
    'scecli',
    'rassfm',
    'kdcsvc',
    'pwdssp',
    'fpnwclnt',
    'azureadpasswordprotection',
    'passwdhk',
  ]),
  'lsa-security': new Set([
    'kerberos',
    'msv1_0',
    'schannel',
    'wdigest',
    'tspkg',
    'pku2u',
    'cloudap',
    'livessp',
    'negoexts',
    'negoext',
    'credssp',
    'msoidssp',
    'lsasrv',
    'msapsspc',
    'msnsspc',
    'digest',
  ]),
  'print-monitor': new Set([
    'localspl',
    'tcpmon',
    'usbmon',
    'wsdmon',
    'fxsmon',
    'apmon',
    'appmon',
    'pjlmon',
    'ippmon',
    'lprmon',
    'sfmmon',
    'cnbjmon',
  ]),
  'print-processor': new Set(['winprint', 'localspl']),
  'print-provider': new Set(['win32spl', 'inetpp', 'localspl', 'nwprovau']),
  'netsh-helper': new Set(
    'ifmon rasmontr authfwcfg dhcpcmonitor dhcpmon dot3cfg fwcfg hnetmon netiohlp nettrace nshhttp nshipsec nshwfp p2pnetsh peerdistsh rpcnsh whhelper wlancfg wshelper wwancfg wcnnetsh napmontr netbridge ipmontr ippromon ipxmontr ipxpromn aaaamon dgnet rasdiag dhcpsnap netprovfw winsmon dhcpsrvmon bridgemigplugin'.split(
      ' ',
    ),
  ),
  'time-provider': new Set(['w32time', 'vmictimeprovider']),
  'network-provider': new Set(['ntlanman', 'drprov', 'davclnt', 'p9np', 'nwprovau', 'vmhgfs', 'vboxmrxnp', 'rdpnp']),
};

function knownLibrary(kind: string, library: string): 'default' | 'foreign' {
  const name =
    library
      .toLowerCase()
      .replace(/\.dll$/, '')
      .split('\\')
      .at(-1) ?? '';
  return KNOWN[kind]?.has(name) ? 'default' : 'foreign';
}

/** Fields of a library that Windows loads: name, image, place, library (file name in lower case), known. */
export function libraryFields(kind: string, name: string, dll: string): Record<string, string | undefined> {
  const image = expandPath(dll);
  const file = (image.split('\\').at(-1) ?? '').toLowerCase();
  return {
    name,
    image,
    place: commandPlace(image),
    library: file.includes('.') ? file : `${file}.dll`,
    known: knownLibrary(kind, file),
  };
}
