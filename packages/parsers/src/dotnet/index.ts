export * from './assembly.js';
export type { ExceptionClause, Instruction, MethodBody } from './body.js';
export * from './facts.js';
export type { MethodSignature } from './signature.js';
