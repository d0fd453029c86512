// A change must not fail for what chance found in code that it did not touch: in CI, property tests draw from one fixed
// seed. Without CI, and in `npm run fuzz`, each run draws anew; what it finds names its seed.
import fc from 'fast-check';

if (process.env.CI) fc.configureGlobal({ seed: 20261123 });
