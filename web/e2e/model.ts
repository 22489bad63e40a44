import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { administrator, call } from './support';
import { tokenOf } from './people';

export interface ModelServer {
  /** As a base URL, such as `http://127.0.0.1:4711/v1`. */
  url: string;
  /** What was sent to it, newest last. */
  seen: string[];
  /** What it answers a question, or a status that it refuses with. */
  says: (question: string) => object | number;
}

/** A model that speaks as Ollama does, on this machine, for as long as the journeys of a file run. */
export function useModel(): ModelServer {
  const model: ModelServer = { url: '', seen: [], says: () => answerWith([]) };
  let server: Server;

  beforeAll(async () => {
    server = createServer((request, response) => {
      void (async () => {
        const question = await bodyOf(request);
        model.seen.push(question);
        const said = model.says(question);
        response.setHeader('Content-Type', 'application/json');
        if (typeof said === 'number') {
          response.writeHead(said).end('{}');
          return;
        }
        const content = question.includes('json_schema') ? JSON.stringify(said) : 'OK';
        response.end(
          JSON.stringify({
            id: 'chatcmpl-1',
            object: 'chat.completion',
            model: 'llama3.2',
            choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
            usage: { prompt_tokens: 812, completion_tokens: 94, total_tokens: 906 },
          }),
        );
      })();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    model.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  });
  afterAll(async () => {
    await changeSystemAi({ provider: null, account: 'ollama', baseUrl: null });
    server.closeAllConnections();
    server.close();
  });
  return model;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text;
}

/** The settings of all, as an administrator; what is not named becomes as it is without settings. */
export async function changeSystemAi(settings: object): Promise<void> {
  const token = await tokenOf(await administrator());
  const answer = await call('PUT', '/api/admin/ai/settings', settings, token);
  if (!answer.ok) throw new Error(`The server's AI settings: ${answer.status} ${await answer.text()}`);
}

/** An answer that names these topics, each with the passage that is the reason. */
export function answerWith(
  topics: readonly { id: string; confidence: number; evidence: string }[],
  facts: { title?: string; document_date?: string; correspondent?: string; summary?: string } = {},
  proposals: readonly { name: string; evidence: string }[] = [],
): object {
  return {
    topics,
    title: facts.title ?? '',
    document_date: facts.document_date ?? '',
    correspondent: facts.correspondent ?? '',
    summary: facts.summary ?? '',
    proposals,
  };
}
