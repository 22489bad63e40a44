import createClient from 'openapi-fetch';
import { ApiError, asProblem } from './problem';
import type { paths } from './schema';
import { accessToken, renewedToken } from './session';

/** Typed calls. Wrap each in `answer()`: it returns the body or throws an `ApiError`. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: authorized });

export async function answer<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<NonNullable<T>> {
  const { data, error, response } = await call;
  if (!response.ok) throw new ApiError(asProblem(error, response.status), response.headers);
  return data as NonNullable<T>;
}

/** A fetch with the access token, renewed once when the server says that it is no longer valid. */
export async function authorized(request: Request): Promise<Response> {
  const again = request.clone();
  const used = accessToken();
  const response = await send(request, used);
  if (response.status !== 401 || request.url.includes('/api/auth/')) return response;
  const renewed = await renewedToken(used);
  return renewed ? await send(again, renewed) : response;
}

async function send(request: Request, token: string | null): Promise<Response> {
  if (token) request.headers.set('Authorization', `Bearer ${token}`);
  try {
    return await fetch(request);
  } catch (failure) {
    if (request.signal.aborted) throw failure;
    throw ApiError.offline();
  }
}
