import { ApiError } from '@/api/problem';
import type { Upload, UploadPart } from '@/api/types';

export type Put = (
  part: UploadPart,
  bytes: Blob,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
) => Promise<void>;

interface Sending {
  signal: AbortSignal;
  put: Put;
  /** The upload as the server knows it now, with addresses that are good again. */
  renew: () => Promise<Upload>;
  /** Runs one try after another, as many as make sense, few at a time. */
  persist: <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;
  progress: (sent: number) => void;
}

/** A store that refuses an address again and again does not do so because it has expired. */
const RENEWALS = 3;

/** Sends the parts that have not arrived. Signed addresses expire: then fresh ones are asked for, once for all parts. */
export async function sendParts(file: Blob, upload: Upload, how: Sending): Promise<void> {
  const sent = new Map(upload.parts.map((part) => [part.number, part.arrived ? part.size : 0]));
  const tell = (number: number, bytes: number) => {
    sent.set(number, bytes);
    how.progress([...sent.values()].reduce((all, some) => all + some, 0));
  };
  how.progress(bytesOf(upload.parts.filter((part) => part.arrived)));

  let current = upload;
  let renewal: Promise<Upload> | null = null;
  const renewed = async (refused: UploadPart) => {
    // Another part may have found out before.
    if (partOf(current, refused.number).url === refused.url) {
      renewal ??= how.renew().finally(() => (renewal = null));
      current = await renewal;
    }
    return partOf(current, refused.number);
  };

  // When one part fails for good, the others need not go on.
  const failed = new AbortController();
  const signal = AbortSignal.any([how.signal, failed.signal]);
  const sendPart = async ({ number, offset, size }: UploadPart) => {
    const bytes = file.slice(offset, offset + size);
    for (let renewals = 0; ; renewals++) {
      const part = partOf(current, number);
      if (part.arrived) break;
      try {
        const work = () => how.put(part, bytes, (some) => !signal.aborted && tell(number, some), signal);
        await how.persist(work, signal);
        break;
      } catch (error) {
        if (!signal.aborted) tell(number, 0);
        if (!isExpired(error)) throw error;
        if (renewals >= RENEWALS) throw new ApiError({ status: 403, code: 'store_refused' });
        await renewed(part);
      }
    }
    if (!signal.aborted) tell(number, size);
  };
  await Promise.all(upload.parts.filter((part) => !part.arrived).map(sendPart)).catch((error: unknown) => {
    failed.abort(error);
    throw error;
  });
}

/** S3 answers 403 to an address whose time is over, some stores 400 or 401. */
function isExpired(error: unknown): boolean {
  return error instanceof ApiError && [400, 401, 403].includes(error.status);
}

function partOf(upload: Upload, number: number): UploadPart {
  const part = upload.parts.find((one) => one.number === number);
  if (part) return part;
  // It ended meanwhile.
  throw new ApiError({ status: 410, code: 'upload_expired' });
}

export function bytesOf(parts: readonly UploadPart[]): number {
  return parts.reduce((bytes, part) => bytes + part.size, 0);
}
