import { describe, expect, it } from 'vitest';
import { sameOrigin } from './putPart';

describe('the address of a part', () => {
  it('stays on this origin for the store of the server itself', () => {
    expect(sameOrigin('http://vault.internal:8080/api/store/uploads/1/parts/2?signature=x')).toBe(
      '/api/store/uploads/1/parts/2?signature=x',
    );
    expect(sameOrigin('/api/store/uploads/1/parts/2?signature=x')).toBe(
      '/api/store/uploads/1/parts/2?signature=x',
    );
  });

  it('is left alone for any other store', () => {
    expect(sameOrigin('https://s3.example.org/bucket/key?signature=x')).toBe(
      'https://s3.example.org/bucket/key?signature=x',
    );
    expect(sameOrigin('https://s3.example.org/api/.staging/key?signature=x')).toBe(
      'https://s3.example.org/api/.staging/key?signature=x',
    );
  });
});
