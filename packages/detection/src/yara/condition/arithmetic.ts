/** Integers of 64 bits as numbers: exact up to 2^53, which file sizes, offsets and what can be read from a file never reach. */
import type { Arithmetic } from '../language/ast.js';

const SMALL = 2 ** 31;
const isSmall = (value: number): boolean => value >= -SMALL && value < SMALL;

export function integerArithmetic(how: Arithmetic, a: number, b: number): number | undefined {
  switch (how) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*': {
      const product = a * b;
      return Number.isSafeInteger(product) ? product : wide(BigInt(a) * BigInt(b));
    }
    case '\\':
      return b === 0 ? undefined : Math.trunc(a / b);
    case '%':
      return b === 0 ? undefined : a % b;
    case '&':
      return isSmall(a) && isSmall(b) ? a & b : wide(big(a) & big(b));
    case '|':
      return isSmall(a) && isSmall(b) ? a | b : wide(big(a) | big(b));
    case '^':
      return isSmall(a) && isSmall(b) ? a ^ b : wide(big(a) ^ big(b));
    case '<<':
      return b < 0 ? undefined : b >= 64 ? 0 : wide(big(a) << BigInt(b));
    case '>>':
      return b < 0 ? undefined : b >= 64 ? 0 : wide(big(a) >> BigInt(b));
  }
}

export function floatArithmetic(how: Arithmetic, a: number, b: number): number | undefined {
  switch (how) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '\\':
      return a / b;
    default:
      return undefined;
  }
}

const big = (value: number): bigint => BigInt(Math.trunc(value));
const wide = (value: bigint): number => Number(BigInt.asIntN(64, value));
