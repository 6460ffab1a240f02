import test from 'ava';
import { replayCase } from '../../../src/cli/conformance/replay.ts';

test('a case of the embedded broker is replayed by its id alone', (t) => {
  t.is(replayCase('5:3.2.0-1/passive', { insecure: false }), 'mqtt-bench conformance --case 5:3.2.0-1');
});

test('the same target, the same way there and the same name, and no secret', (t) => {
  const given = {
    target: 'mqtts://max:geheim@a:8883',
    profile: 'my target.yaml',
    ...{ username: 'max', password: 'geheim', ca: 'ca.pem', cert: 'c.pem', key: 'k.pem' },
    insecure: true,
  };
  const command = replayCase('311:3.1.0-1', given);
  t.is(
    command,
    "mqtt-bench conformance --case 311:3.1.0-1 --target mqtts://***@a:8883 --profile 'my target.yaml' " +
      '--ca ca.pem --cert c.pem --key k.pem --insecure --username max --password ***',
  );
});
