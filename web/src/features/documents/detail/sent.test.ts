import { describe, expect, it } from 'vitest';
import { readable } from './sent';

describe('what was sent, for reading', () => {
  it('sets out each value, with line breaks as line breaks', () => {
    const body = JSON.stringify({
      model: 'm',
      messages: [
        { role: 'system', content: 'You file one document.\nAnswer with JSON.' },
        { role: 'user', content: 'Title: "Tap"' },
      ],
      schema: { required: ['topics', 'title'] },
    });
    expect(readable(body)).toBe(
      [
        'model: m',
        'messages[0].role: system',
        '',
        'messages[0].content:',
        'You file one document.',
        'Answer with JSON.',
        '',
        'messages[1].role: user',
        'messages[1].content: Title: "Tap"',
        'schema.required: [topics, title]',
      ].join('\n'),
    );
  });

  it('leaves what is no JSON as it is', () => {
    expect(readable('<b>not JSON</b>')).toBe('<b>not JSON</b>');
  });
});
