import { describe, expect, it } from 'vitest';
import { readEvents, type ServerEvent } from './sse';

async function collect(body: ReadableStream<Uint8Array>): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of readEvents(body)) events.push(event);
  return events;
}

async function eventsOf(...chunks: string[]): Promise<ServerEvent[]> {
  const body = new ReadableStream<Uint8Array>({
    start(sink) {
      for (const chunk of chunks) sink.enqueue(new TextEncoder().encode(chunk));
      sink.close();
    },
  });
  return await collect(body);
}

describe('reading a stream of events', () => {
  it('gives each event its type and data', async () => {
    expect(await eventsOf('event: topics\ndata: {}\n\ndata: plain\n\n')).toEqual([
      { type: 'topics', data: '{}' },
      { type: 'message', data: 'plain' },
    ]);
  });

  it('does not care where the network cuts, even inside a letter', async () => {
    const bytes = new TextEncoder().encode('event: job\r\ndata: {"name":"Büro"}\r\n\r\n');
    const body = new ReadableStream<Uint8Array>({
      start(sink) {
        for (const byte of bytes) sink.enqueue(Uint8Array.of(byte));
        sink.close();
      },
    });
    expect(await collect(body)).toEqual([{ type: 'job', data: '{"name":"Büro"}' }]);
  });

  it('joins the lines of an event and leaves out heartbeats', async () => {
    expect(await eventsOf(': still here\n\ndata: one\n', 'data: two\n\n')).toEqual([
      { type: 'message', data: 'one\ntwo' },
    ]);
  });

  it('drops an event that was cut short', async () => {
    expect(await eventsOf('data: whole\n\ndata: ha')).toEqual([{ type: 'message', data: 'whole' }]);
  });
});
