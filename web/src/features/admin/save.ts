import { ApiError, asProblem } from '@/api/problem';
import { authorized } from '@/api/client';

/** Fetches a file that wants the session's token and hands it to the browser's own saving. */
export async function saveFile(path: string, name: string): Promise<void> {
  const response = await authorized(new Request(new URL(path, location.origin)));
  if (!response.ok) {
    const problem: unknown = await response.json().catch(() => null);
    throw new ApiError(asProblem(problem, response.status), response.headers);
  }
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
