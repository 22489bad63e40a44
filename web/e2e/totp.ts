import { createHmac } from 'node:crypto';

const STEP_MS = 30_000;

/** An authenticator app. The server takes each code once and only newer ones after it, so no code is given out twice. */
export class Authenticator {
  private last = 0;

  constructor(private readonly secret: string) {}

  /** The next code, with as much room for further ones as the server's window of one step either side leaves. */
  async code(): Promise<string> {
    const step = Math.max(this.last + 1, this.now() - 1);
    while (step > this.now() + 1) await new Promise((resolve) => setTimeout(resolve, 500));
    this.last = step;
    return codeOf(this.secret, step);
  }

  private now(): number {
    return Math.floor(Date.now() / STEP_MS);
  }
}

/** RFC 6238 with SHA-1 and six digits. */
function codeOf(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', base32(secret)).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

function base32(text: string): Buffer {
  const bits = [...text]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}
