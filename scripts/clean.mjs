// Removes everything the build made.
import { readdirSync, rmSync } from 'node:fs';

for (const name of readdirSync('packages'))
  for (const made of ['dist', 'dist-types']) rmSync(`packages/${name}/${made}`, { recursive: true, force: true });
