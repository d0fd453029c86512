// Enforces the layers: a package imports only what its package.json and tsconfig references name,
// only packages above it, and pure packages never import node built-ins.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ORDER = [
  'model',
  'parsers',
  'detection',
  'content',
  'evidence',
  'assessment',
  'reporting',
  'response',
  'fleet',
  'console',
  'lab',
  'cli',
];
const PURE = new Set(['model', 'parsers', 'detection']);
/** `import … from '…'`, `export … from '…'` at the start of a line, also over several lines; `import '…'`. */
const IMPORT = /^(?:import|export)\b[^'"`;]*?\bfrom\s+'([^'\n]+)'|^import\s+'([^'\n]+)'/gm;
/** What tests may use beside their package's own dependencies. */
const TEST_TOOLS = new Set(['zod', ...Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).devDependencies)]);
const faults = [];

function* sources(directory) {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (statSync(path).isDirectory()) yield* sources(path);
    else if (/\.tsx?$/.test(name)) yield path;
  }
}

for (const name of ORDER) {
  const manifest = JSON.parse(readFileSync(`packages/${name}/package.json`, 'utf8'));
  const references = (JSON.parse(readFileSync(`packages/${name}/tsconfig.json`, 'utf8')).references ?? []).map((r) =>
    r.path.replace('../', ''),
  );
  // The console's libraries are bundled when it is built: for it, they are all development dependencies.
  const allowed = new Set(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }));
  for (const dependency of allowed) {
    const target = dependency.replace('@allclear/', '');
    if (dependency === target) continue;
    if (ORDER.indexOf(target) >= ORDER.indexOf(name))
      faults.push(`${name}: depends on ${target}, which is not above it`);
    if (!references.includes(target)) faults.push(`${name}: depends on ${target} without a project reference`);
  }
  for (const file of sources(`packages/${name}/src`)) {
    const test = file.endsWith('.test.ts') || file.includes('/testing/');
    for (const [, from, bare] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      const specifier = from ?? bare;
      if (specifier.startsWith('.')) continue;
      if (specifier.startsWith('node:')) {
        if (PURE.has(name) && !test) faults.push(`${file}: imports ${specifier} in a package without node built-ins`);
        continue;
      }
      const root = specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : specifier.split('/')[0];
      if (root === `@allclear/${name}`) continue;
      if (test && TEST_TOOLS.has(root)) continue;
      if (!allowed.has(root)) faults.push(`${file}: imports ${specifier}, which ${name}/package.json does not name`);
    }
  }
}

for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);
console.log(`layers: ${ORDER.length} packages in order`);
