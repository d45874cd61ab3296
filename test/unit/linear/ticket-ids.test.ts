import { linearCommentId, linearIssueId } from '../../../activities/linear/ticket-ids';

it('makes the same id of the same credential for ever', () => {
  expect(linearIssueId('token/6f1e2d3c4b5a69788796a5b4c3d2e1f0')).toBe('3a80a35c-62b9-4f84-b280-b8dd7d80b1fd');
});

it('makes ids of the shape of UUID version 4', () => {
  for (let n = 0; n < 64; n += 1) {
    for (const id of [linearIssueId(String(n)), linearCommentId('c', String(n))]) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  }
});

it('keeps comments of different events and of different credentials apart', () => {
  const ids = [linearCommentId('a', 'bc'), linearCommentId('ab', 'c'), linearCommentId('a', 'b'), linearIssueId('a')];
  expect(new Set(ids).size).toBe(ids.length);
});
