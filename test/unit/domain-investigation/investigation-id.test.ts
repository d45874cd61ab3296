import { createHash } from 'node:crypto';
import { investigationId } from '../../../domain/investigation/investigation-id';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('the public id of an investigation', () => {
  it('is the one that redeliveries of older versions have led to', () => {
    expect(investigationId('siem', 'msg_2Lh9KRb0pzN4LePd3XiA4v9Axfs', sha256)).toBe('c76a84fa1f32d63628f1dad5');
  });

  it('differs between senders that use the same delivery id', () => {
    expect(investigationId('siem', 'msg_1', sha256)).not.toBe(investigationId('forge', 'msg_1', sha256));
  });
});
