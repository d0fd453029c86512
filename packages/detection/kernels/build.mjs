// `node packages/detection/kernels/build.mjs [--check]`: see scripts/kernels.mjs.
import { buildKernels } from '../../../scripts/kernels.mjs';

await buildKernels(import.meta.url, [
  {
    entry: 'prefilter/index.ts',
    output: '../src/prefilter/kernel.generated.ts',
    name: 'PREFILTER_KERNEL',
    // The host makes the memory, as large as its line buffer needs it.
    memory: ['--importMemory', '--initialMemory', '1'],
  },
]);
