import { describe, expect, test } from 'vitest';
import { type FileSystem, meantPath, meantPaths } from './given-path.js';

const LOGS = ['u_ex210301.log', 'U_EX210302.LOG', 'notes.txt', 'a+b.log'];

function system(platform: NodeJS.Platform, existing: readonly string[] = []): FileSystem {
  return {
    platform,
    exists: (path) => existing.includes(path),
    names: (folder) => (/^(?:E:\\logs|E:\\|\/mnt\/logs|\.)$/.test(folder) ? LOGS : []),
  };
}

describe('paths as Windows hands them over', () => {
  test.each([
    ['E:\\', 'E:\\'],
    ['E:', 'E:\\'],
    ['E:"', 'E:\\'],
    ['D:\\my evidence"', 'D:\\my evidence'],
    ['logs\\', 'logs\\'],
    ['E:\\logs\\', 'E:\\logs\\'],
    ['\\\\server\\share\\', '\\\\server\\share\\'],
    ['\\\\?\\E:\\long', '\\\\?\\E:\\long'],
    ['E:evidence', 'E:evidence'],
  ])('%s means %s', (given, meant) => {
    expect(meantPath(given, 'win32')).toBe(meant);
  });

  test('elsewhere a path is what it is', () => {
    for (const path of ['E:', 'odd"', '/mnt/e/', 'a\\b']) expect(meantPath(path, 'linux')).toBe(path);
  });

  test('wildcards, which its shells leave to the program', () => {
    expect(meantPaths(['E:\\logs\\u_ex*.log', 'C:\\x.zip'], system('win32'))).toEqual([
      'E:\\logs\\U_EX210302.LOG',
      'E:\\logs\\u_ex210301.log',
      'C:\\x.zip',
    ]);
    expect(meantPaths(['E:/logs/?+b.log'], { ...system('win32'), names: () => LOGS })).toEqual(['E:\\logs\\a+b.log']);
    expect(meantPaths(['*.txt'], system('win32'))).toEqual(['notes.txt']);
    expect(meantPaths(['E:\\*.txt'], system('win32'))).toEqual(['E:\\notes.txt']);
  });

  test('a name that exists stands for itself; one that fits nothing stays, and is reported as missing', () => {
    expect(meantPaths(['/mnt/logs/*.log'], system('linux', ['/mnt/logs/*.log']))).toEqual(['/mnt/logs/*.log']);
    expect(meantPaths(['/mnt/logs/*.evtx', '/else/*.log'], system('linux'))).toEqual([
      '/mnt/logs/*.evtx',
      '/else/*.log',
    ]);
    expect(meantPaths(['/mnt/logs/u_ex*.log'], system('linux'))).toEqual(['/mnt/logs/u_ex210301.log']);
  });

  test('a pattern made of stars takes no time', () => {
    const names = ['a'.repeat(250)];
    const start = performance.now();
    meantPaths([`${'*'.repeat(100)}b`], { ...system('win32'), names: () => names });
    expect(performance.now() - start).toBeLessThan(500);
  });
});
