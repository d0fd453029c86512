/** The border to the server: every answer is checked against its published shape before anything sees it. */
import { ErrorAnswer } from '@allclear/fleet/api';

/** What a zod schema is to us. */
export interface Shape<T> {
  safeParse(
    value: unknown,
  ): { readonly success: true; readonly data: T } | { readonly success: false; readonly error: { message: string } };
}
export type Output<S> = S extends { readonly _output: infer O } ? O : never;
export type Input<S> = S extends { readonly _input: infer I } ? I : never;

/** An answer with what it says about being incomplete. */
export class ApiError extends Error {
  constructor(
    /** HTTP status; 0: the server could not be reached or its answer not be understood. */
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

const BASE = '/api/v1';
let csrf: string | undefined;

/** Of the session; goes with every request that changes something. */
export function setCsrf(token: string | undefined): void {
  csrf = token;
}

export function address(path: string, parameters: Parameters = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined && value !== '') query.set(name, String(value));
  const text = query.toString();
  return `${BASE}${path}${text === '' ? '' : `?${text}`}`;
}

export async function get<T>(shape: Shape<T>, path: string, parameters?: Parameters, signal?: AbortSignal): Promise<T> {
  return request(shape, address(path, parameters), signal === undefined ? {} : { signal });
}

export async function send<T>(
  shape: Shape<T>,
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<T> {
  return request(shape, address(path), {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(csrf === undefined ? {} : { 'x-csrf-token': csrf }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function request<T>(shape: Shape<T>, url: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: 'same-origin', ...init });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError(0, 'unreachable', 'The server cannot be reached.');
  }
  const body = await bodyOf(response);
  if (!response.ok) {
    const parsed = ErrorAnswer.safeParse(body);
    if (parsed.success) throw new ApiError(response.status, parsed.data.error.code, parsed.data.error.message);
    throw new ApiError(response.status, 'unknown', `The server answered ${response.status} without saying why.`);
  }
  const parsed = shape.safeParse(body);
  if (!parsed.success)
    throw new ApiError(0, 'not-understood', `The answer does not have its shape: ${parsed.error.message}`);
  return parsed.data;
}

/**
 * Characters that turn the direction of what follows or have no look of their own: `gpj.exe` can be made to read
 * `exe.jpg` with them. They are shown as what they are.
 */
const INVISIBLE = /(?![\t\n\r])[\p{Cc}\p{Bidi_Control}]/gu;

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return JSON.parse(await response.text(), (_name, value: unknown) =>
      typeof value === 'string'
        ? value.replace(INVISIBLE, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
        : value,
    );
  } catch {
    return undefined;
  }
}

/** Takes any answer. */
export const anything: Shape<unknown> = { safeParse: (data) => ({ success: true, data }) };
