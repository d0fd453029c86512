/** A worker thread: gets ready while the run still lists the evidence, then does jobs until it is told to stop. */
import { parentPort } from 'node:worker_threads';
import type { ScannerOptions } from '../scan/file-scanner.js';
import { JobRunner } from './job-runner.js';
import type { FromWorker, ToWorker, WorkerSetup } from './protocol.js';
import { compileContent } from './rules.js';

async function start(port: NonNullable<typeof parentPort>, setup: WorkerSetup): Promise<void> {
  const { mode, open, sigma, baselines } = setup;
  const send = (message: FromWorker): void => port.postMessage(message);
  const looking = mode === 'assess' ? await inspector(baselines) : { inspect: undefined };
  const runner = new JobRunner({ mode, open, content: compileContent(sigma), ...looking }, send);
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'stop') port.close();
    else void runner.run(message);
  });
  send({ kind: 'ready' });
}

/** Loaded only where files are looked into: `detect` starts without it. */
async function inspector(
  baselines: WorkerSetup['baselines'],
): Promise<Pick<ScannerOptions, 'inspect' | 'openStreamed'>> {
  const [{ factContext, inspectFile }, { openStreamed }] = await Promise.all([
    import('../scan/fact-scan.js'),
    import('../scan/ntfs/streamed.js'),
  ]);
  const context = factContext(undefined, baselines);
  return {
    inspect: (file) => inspectFile(file, context),
    openStreamed: (artifact, windowsPath) => openStreamed(artifact, windowsPath, context),
  };
}

const port = parentPort;
if (port) {
  port.once('message', (setup: WorkerSetup) => {
    start(port, setup).catch((error: unknown) => {
      // As an uncaught fault: the run hears of it by the thread's end.
      setImmediate(() => {
        throw error;
      });
    });
  });
}
