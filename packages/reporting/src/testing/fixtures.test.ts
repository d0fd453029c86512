import { Assessment } from '@allclear/model';
import { describe, expect, test } from 'vitest';
import { compromisedAssessment } from './compromised.js';
import { freeTextPaths } from './free-text.js';
import { cannotTellAssessment, cleanAssessment, floodedAssessment, hostileAssessment } from './others.js';

describe('fixtures are valid assessments', () => {
  test.each([
    ['compromised', compromisedAssessment()],
    ['clean', cleanAssessment()],
    ['cannot tell', cannotTellAssessment()],
    ['hostile', hostileAssessment()],
    ['flooded', floodedAssessment(20)],
  ])('%s', (_name, a) => {
    expect(Assessment.parse(a)).toEqual(a);
  });

  test('free text is found where evidence can write, and nowhere else', () => {
    const paths = freeTextPaths(compromisedAssessment()).map((path) => path.join('/'));
    expect(paths).toContain('host/name');
    expect(paths).toContain('findings/1/quotes/0/fields/c-ip');
    expect(paths).toContain('coverage/notExamined/0/file');
    expect(paths).not.toContain('verdict/level');
    expect(paths).not.toContain('findings/1/id');
    expect(paths.length).toBeGreaterThan(300);
  });
});
