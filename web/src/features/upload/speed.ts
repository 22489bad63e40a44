const WINDOW_MS = 8000;

/** Bytes a second over the last few seconds: steady enough to read, quick enough to believe. */
export class Speedometer {
  private samples: { at: number; bytes: number }[] = [];

  /** `bytes`: all that was sent so far. It may fall when a part has to be sent again. */
  add(bytes: number, at: number): void {
    const last = this.samples.at(-1);
    if (last && bytes < last.bytes) this.samples = [];
    this.samples = [...this.samples.filter((sample) => at - sample.at <= WINDOW_MS), { at, bytes }];
  }

  get bytesPerSecond(): number {
    const [first, last] = [this.samples[0], this.samples.at(-1)];
    if (!first || !last || last.at === first.at) return 0;
    return ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
  }

  reset(): void {
    this.samples = [];
  }
}
