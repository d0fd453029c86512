// `node packages/parsers/kernels/build.mjs [--check]`: see scripts/kernels.mjs.
import { buildKernels } from '../../../scripts/kernels.mjs';

await buildKernels(import.meta.url, [
  {
    entry: 'columns/index.ts',
    output: '../src/columns/kernel.generated.ts',
    name: 'COLUMNS_KERNEL',
    memory: ['--initialMemory', '292', '--maximumMemory', '292'],
  },
]);
