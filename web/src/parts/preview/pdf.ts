import {
  getDocument,
  GlobalWorkerOptions,
  PDFDataRangeTransport,
  VerbosityLevel,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import { authorized } from '@/api/client';
import { ApiError } from '@/api/problem';

GlobalWorkerOptions.workerSrc = workerUrl;
const CHUNK = 256 * 1024;

/** Fetches the parts of a file as PDF.js wants them, so that page one of a large file is there at once. */
class AuthorizedRanges extends PDFDataRangeTransport {
  readonly #url: string;
  readonly #stop = new AbortController();
  readonly #onError: (error: unknown) => void;

  constructor(url: string, size: number, onError: (error: unknown) => void) {
    super(size, null);
    this.#url = url;
    this.#onError = onError;
  }

  override requestDataRange(begin: number, end: number): void {
    void this.#fetch(begin, end).catch((error: unknown) => {
      if (!this.#stop.signal.aborted) this.#onError(error);
    });
  }

  override abort(): void {
    this.#stop.abort();
  }

  async #fetch(begin: number, end: number): Promise<void> {
    const headers = { Range: `bytes=${begin}-${end - 1}` };
    const response = await authorized(new Request(this.#url, { headers, signal: this.#stop.signal }));
    if (!response.ok) throw await ApiError.from(response);
    const bytes = new Uint8Array(await response.arrayBuffer());
    this.onDataRange(begin, response.status === 206 ? bytes : bytes.slice(begin, end));
  }
}

/**
 * Opens a PDF for drawing and nothing else. The parts of PDF.js that run a document's scripts, fill its forms or follow
 * its links are not there; nothing is evaluated, and decoders are plain JavaScript, as the content security policy wants.
 */
export function openPdf(id: string, size: number, onError: (error: unknown) => void) {
  return getDocument({
    range: new AuthorizedRanges(`${location.origin}/api/documents/${id}/content`, size, onError),
    rangeChunkSize: CHUNK,
    disableAutoFetch: true,
    disableStream: true,
    enableXfa: false,
    verbosity: VerbosityLevel.ERRORS,
    useWasm: false,
    cMapUrl: `${location.origin}/pdfjs/cmaps/`,
    standardFontDataUrl: `${location.origin}/pdfjs/standard_fonts/`,
    wasmUrl: `${location.origin}/pdfjs/wasm/`,
  });
}

export { TextLayer } from 'pdfjs-dist/legacy/build/pdf.mjs';
export type { PDFDocumentProxy, PDFPageProxy, RenderTask } from 'pdfjs-dist/legacy/build/pdf.mjs';
