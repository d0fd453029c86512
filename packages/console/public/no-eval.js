// Runs before every module: zod compiles its schemas with `new Function` unless told not to before the first is made,
// and the page's content security policy forbids that (and reports the attempt).
globalThis.__zod_globalConfig = { jitless: true };
