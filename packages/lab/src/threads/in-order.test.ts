import { describe, expect, it } from 'vitest';
import { inOrder, type Runner } from './in-order.js';

/** Later jobs are done sooner. */
function slowRunner(log: number[]): Runner<number> {
  return {
    run: async (job) => {
      await new Promise((resolve) => setTimeout(resolve, 12 - job));
      log.push(job);
      return job * job;
    },
    close: async () => undefined,
  };
}

describe('inOrder', () => {
  it('gives results in the order of jobs, whoever is done first', async () => {
    for (const runners of [1, 2, 7]) {
      const log: number[] = [];
      const results: number[] = [];
      const own = Array.from({ length: runners }, () => slowRunner(log));
      for await (const result of inOrder(10, own)) results.push(result);
      expect(results).toEqual([0, 1, 4, 9, 16, 25, 36, 49, 64, 81]);
      if (runners === 7) expect(log).not.toEqual([...log].sort((a, b) => a - b));
    }
  });

  it('does not run far ahead of who takes the results', async () => {
    const log: number[] = [];
    const results = inOrder(1000, [slowRunner(log), slowRunner(log)]);
    await results.next();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(log.length).toBeLessThanOrEqual(5);
    await results.return(undefined);
  });

  it('ends with the first failure and closes every runner', async () => {
    let closed = 0;
    const runner: Runner<number> = {
      run: async (job) => {
        if (job === 3) throw new Error('no');
        return job;
      },
      close: async () => {
        closed++;
      },
    };
    const seen: number[] = [];
    const all = async (): Promise<void> => {
      for await (const result of inOrder(9, [runner, runner])) seen.push(result);
    };
    await expect(all()).rejects.toThrow('no');
    expect(seen).toEqual([0, 1, 2]);
    expect(closed).toBe(2);
  });
});
