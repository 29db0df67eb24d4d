/** Examples of what goes out and who is told: channels, letters of all cases, webhooks. */
import type { Json } from '../../../machines/kernel/types.ts';
import { AT, HASH } from './values.ts';

const KEY = {
  ...{ kty: 'OKP', crv: 'Ed25519', kid: 'other-side-1' },
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
};
const HTTP = {
  channel: 'http',
  address: 'https://other.example/letters',
  keys: [KEY],
  issuer: 'other-side',
};
const CHANNEL = { body: 'counterpart', ...HTTP };

const WISH = {
  url: 'https://hooks.example.org/crossing',
  kinds: ['task.opened', 'task.withdrawn', 'case.closed'],
  roles: ['EMB-HD'],
  procedure: 'outbound',
};
const SUBSCRIPTION = {
  ...WISH,
  ...{ id: 'sub_4rVmVQ0c1D9YwqXh', createdAt: AT, createdBy: 'service/approval-tool' },
  ...{ pending: 2, dead: 1 },
};
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const DEAD = {
  ...{ id: '17', caseNo: 'OUT-01.1', type: 'task.opened', since: AT },
  ...{ diedAt: '1958-03-04T08:00:00.000Z', failure: 'answered 500' },
};

/** By schema. */
export const OUTSIDE_EXAMPLES: Readonly<Record<string, Json>> = {
  ChannelKey: KEY,
  ChannelInput: { channel: 'by-hand' },
  Channel: CHANNEL,
  ChannelChange: { settings: CHANNEL, by: 'operator', at: AT },
  JsonWebKeys: { keys: [{ ...KEY, kid: 'letters-1' }] },
  RefusedReply: {
    ...{ body: 'counterpart', digest: HASH, code: 'NOT_ATTESTED', size: 61 },
    ...{ why: 'the signature is by no key of the channel', content: '{"caseNo":"OUT-01.1"}' },
    ...{ firstAt: AT, lastAt: AT, times: 1 },
  },
  TakenReply: { messageId: 'm-1', eventId: 'reply/counterpart/m-1' },
  ListedLetter: {
    ...{ caseNo: 'OUT-01.1', key: 'OUT-01.1/4/0', kind: 'M2', says: 'Asks for consent' },
    ...{ to: 'counterpart', correlationId: 'M2-01', procedure: 'outbound', province: 'Jilin' },
    ...{ channel: 'http', waiting: true, since: AT, lastSent: AT, sent: 2, reminders: 1 },
    ...{ due: '1958-04-01T08:00:00.000Z', overdue: false, held: false },
  },
  SubscriptionWish: WISH,
  Subscription: SUBSCRIPTION,
  Subscriptions: { subscriptions: [SUBSCRIPTION] },
  NewSubscription: { ...SUBSCRIPTION, pending: 0, dead: 0, secret: SECRET },
  NewSecret: { secret: SECRET, earlierUntil: '1958-03-02T08:00:00.000Z' },
  TestedSubscription: { delivered: false, status: 500, failure: 'answered 500' },
  DeadLetter: DEAD,
  DeadLetters: { deadLetters: [DEAD] },
};
