import type { Problem } from './types';

/** An answer of the server that is not a success, or no answer at all (`code` is then `offline`). */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly problem: Problem & Record<string, unknown>;
  /** Seconds after which it is worth another try, where the server says so. */
  readonly retryAfter: number | null;

  constructor(problem: Problem & Record<string, unknown>, headers?: Headers) {
    super(problem.detail ?? problem.title ?? problem.code);
    this.name = 'ApiError';
    this.code = problem.code;
    this.status = problem.status;
    this.problem = problem;
    this.retryAfter = Number(headers?.get('Retry-After')) || null;
  }

  /** The first problem of each field, by field name. */
  get fields(): Record<string, { code: string; detail: string }> {
    const fields: Record<string, { code: string; detail: string }> = {};
    for (const error of this.problem.errors ?? []) fields[error.field] ??= error;
    return fields;
  }

  static offline(): ApiError {
    return new ApiError({ status: 0, code: 'offline' });
  }

  static async from(response: Response): Promise<ApiError> {
    const body: unknown = await response.json().catch(() => null);
    return new ApiError(asProblem(body, response.status), response.headers);
  }
}

export function asProblem(body: unknown, status: number): Problem & Record<string, unknown> {
  if (typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string') {
    return { status, ...body } as Problem & Record<string, unknown>;
  }
  return { status, code: status >= 500 ? 'internal_error' : 'unknown' };
}
