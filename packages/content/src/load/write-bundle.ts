/** Run by `npm run build`: writes the bundle. Faulty own data is told here, not to a user. */
import { writeBundle } from './bundle.js';
import { loadContent } from './content.js';

const { version, sigma, checks, actors, problems } = await loadContent({ fresh: true });
for (const problem of problems) console.error(`${problem.file ?? ''}: ${problem.detail}`);
if (problems.length > 0) process.exitCode = 1;
else writeBundle({ version, sigma: [...sigma], checks: [...checks], actors: [...actors] });
