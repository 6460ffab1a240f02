import test from 'ava';
import { willMessage } from '../../src/client/will-message.ts';
import { readCarriedStamp } from '../../src/client/varied-message.ts';
import type { WillSpec } from '../../src/client/types.ts';
import { STAMP_PROPERTY, StampCodec } from '../../src/history/stamp.ts';

const stamps = new StampCodec(7);
const mark = { stamps, connection: 3, nowUs: 1000 };

function spec(fields: Partial<WillSpec>): WillSpec {
  return { topic: 'w', qos: 1, retain: false, flow: 5, carrier: 'payload', ...fields };
}

test('a Will without a payload of its own is its stamp, numbered by its connection', (t) => {
  const { payload } = willMessage(spec({}), false, mark);
  t.is(stamps.read(Buffer.from(payload), 0, payload.length, 2000), 'ours');
  t.like(stamps.last, { flow: 5, seq: 2, qos: 1 });
});

test('a text keeps as it is and has its stamp beside it (5:3.1.3-10)', (t) => {
  const { payload, properties } = willMessage(
    spec({ payload: 'gone', carrier: 'user-property', delaySeconds: 4 }),
    true,
    mark,
  );
  t.is(Buffer.from(payload).toString(), 'gone');
  t.is(properties?.willDelayInterval, 4);
  const [name, text] = properties?.userProperties?.[0] ?? ['', ''];
  t.is(name, STAMP_PROPERTY);
  const content = { bytes: Buffer.from(payload), start: 0, end: payload.length };
  t.is(readCarriedStamp(stamps, text, content, 2000), 'ours');
  t.like(stamps.last, { flow: 5, seq: 2 });
});

test('what a Will says about itself stands behind its stamp, in its order (5:3.1.3-10)', (t) => {
  const said = { contentType: 'text', userProperties: [['a', '1'] as const, ['b', '2'] as const] };
  const { properties } = willMessage(
    spec({ payload: 'gone', carrier: 'user-property', properties: said }),
    true,
    mark,
  );
  t.is(properties?.contentType, 'text');
  t.deepEqual(properties?.userProperties?.slice(1), said.userProperties);
});

test('3.1.1 knows no properties of a Will', (t) => {
  const message = willMessage(spec({ payload: 'gone', carrier: 'none', delaySeconds: 4 }), false, mark);
  t.is(Buffer.from(message.payload).toString(), 'gone');
  t.is(message.properties, undefined);
});
