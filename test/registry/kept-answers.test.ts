import { describe, expect, it } from 'vitest';
import { onBothDrivers } from '../support/registries.ts';

onBothDrivers((opened) => {
  const call = (key: string, caller = 'operator') => ({ caller, key });

  describe('a call', () => {
    it('is begun by one of many at once', async () => {
      const { registry } = opened();
      const begun = await Promise.all(
        Array.from({ length: 20 }, () => registry.beginCall({ ...call('a'), digest: 'd' })),
      );
      expect(begun.filter(({ is }) => is === 'begin')).toHaveLength(1);
      expect(begun.filter(({ is }) => is === 'wait')).toHaveLength(19);
    });

    it('that was answered is answered as it was, of the same content and caller alone', async () => {
      const { registry } = opened();
      const answer = { status: 201, headers: { Location: '/x' }, body: '{"ü":1}' };
      await registry.beginCall({ ...call('b'), digest: 'd' });
      await registry.keepAnswer(call('b'), answer);
      expect(await registry.beginCall({ ...call('b'), digest: 'd' })).toEqual({
        is: 'kept',
        ...answer,
      });
      expect(await registry.beginCall({ ...call('b'), digest: 'e' })).toEqual({ is: 'other' });
      const theirs = { ...call('b', 'officer EMB-CO-1'), digest: 'e' };
      expect(await registry.beginCall(theirs)).toEqual({ is: 'begin' });
    });

    it('that failed is taken up again, once; one that was refused is forgotten', async () => {
      const { registry } = opened();
      await registry.beginCall({ ...call('c'), digest: 'd' });
      await registry.freeCall(call('c'));
      expect(await registry.beginCall({ ...call('c'), digest: 'd' })).toEqual({ is: 'again' });
      expect(await registry.beginCall({ ...call('c'), digest: 'd' })).toEqual({ is: 'wait' });
      await registry.forgetCall(call('c'));
      expect(await registry.beginCall({ ...call('c'), digest: 'e' })).toEqual({ is: 'begin' });
    });
  });
});
