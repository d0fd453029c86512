import { gunzipSync } from 'node:zlib';

/**
 * What a compiler makes of a page that starts programs for its caller, built by Mono against a library `InertWeb` that
 * exists nowhere: it cannot be loaded, so it cannot act. Deflated (gzip) and Base64.
 */
const PAGE_LIBRARY =
  'H4sIAAAAAAACA+1WW2gcVRj+ZrLZbtYmNJHWREqckFRKMNMtDYpQbK5tV5M2dnPzAsnsZrIZnJ2znJm0W4UaQUXf2jdF6IMUfJM+VCxeQPC5gm' +
  '+CL8U3Qey7gvU7Z2azu+mCWPDJ/ptz+f/zzf9/5z+3zL96FR0AUiz37wO3EcsE/ll2WHqe+qoHt7ruDN025u4MLW55oVWVoiydilVygkBEVtG1' +
  '5HZgeYE1c75gVcSGa3d3Z0cSHwuzwJzR0eL3Lsyhx4wMkEZcKJ+rD6w6sYm4b8a8gUarSZlxtwMT7wEH9F+j3W20rNPvS4nLn8w2k1wH9uMhhP' +
  'wyTWqG+tkm3Y7cWsT2ViqZV7rBu8nFui1DWULCbSKZaKYVR/OELV1flBKu64mv/Q/gpvbSvJosxFn9SSduMOhNLoeBh5NB8+g+IDv6eM7EOLSf' +
  '3pBVNpsWpJSV7FcFAyS6+RYNKcFZZUWntjIR2adHbfkEgTtqhUenCi9OGQkjNaWL43bOPpE7cfx5ZemEr/hzePgK82mo/cR+IZJeUA6TjaDnN7' +
  'xUwNmOeP2HzyzlZ9iuUl9V+pQviskcGPTAykETXUr5wziBQ3E+6ktkxi51m4nnuFviJTxlxGzTOIIx1i/jFdY7uv4a3yGLH/Ez63vo1sAYbejf' +
  'AfRwpFf3Uxhm3YsznOWC2iV4v99nTAOrWnsXP2CQ2kdau9b/C0Y1MwPzmst5fqvwvZDM3ACusdeF65zQAD5jvxdf4EkMacxxXduYZjmC1M7elf' +
  '31gbUeM1pOHmUez9Y3zsl5sbHtuy9gsrAAJ6wGbrRW8j03iNZqa9RrcLDIMzAlaihcDiO3Yq+4RXspr5ppEURS+CFWtlzpIoSLBSlKbhjWsTOe' +
  'Uw5EGHmlEHYpEhJlBihEjozywaaowxuGkMOnPd8951RcjVXBtXVSlrcr5EXfCo0Fp+y2UsIZgdmLhBBaZ8CoOuym5/obuLAdRF7FnRaVqhN5Rc' +
  '/3osuTEbdgcTvadZaAbIUiE1lw5UWPLJEPXBkxFCphSUjfK8Ze7Q3f17k8WIXAJSZBMhVbbH2158eu4BiTGKKKgLYIayjR7rEfUDuGGlcyHq9p' +
  'N7+Pfezf+/63qXdufFJ+7dO5P9GR7us00z0dFoyUhb7ulGUYSlPFTFumcbjvYGqf0delLoRBtSEXzUMr0qmeE8FsreRWI08Ei1tSXAqNzJdvvr' +
  '48MH73w9Y98sFIo3+9foe3kau7uLVpIWd8f97xgjgfrrubiPtHYE3gkfxXYui7sT9+RVvs6ljn2tjrb8cql2Wn6f3aMdXtv4wCd+UyZnGBvTzv' +
  'o3PU86xPs6/k29S9v9q9Nqea3vW9z/KMjrzMvS3px+Oed+kzwCZPiZIR/dUiRx1aQ447PA8eRwM9/jZupu4aykeBdsmRAOU2nr7RmBx/z9GS43' +
  'tWVDnAYTIyeE8KVPiLT1uYbO2RprGqjn+Zs3U0LnnT8YzG1OPNQF1wJc2j2sLT0jnPNGGXkzuggcnxjDeK8p0mPq85KWzA2H4Tg019P/jYYP+o' +
  '5jFHvaxRinWVfBWTMu+ZqIVvAxdndoN6Ra/BGwh3+Z7k22VwbWMfXhK/zj9ow8Nm0fdZkrsFfito22ZOogdyd7QNZm9WrEcH+V/9n6r+p7o5/i' +
  'gV/0f5Gz/bNo0ADgAA';

/** The library that ASP.NET keeps of a page of an intruder: inert. */
export function compiledPageLibrary(): Uint8Array {
  return new Uint8Array(gunzipSync(Buffer.from(PAGE_LIBRARY, 'base64')));
}
