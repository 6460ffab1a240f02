import test from 'ava';
import { askFor, NoAnswer } from '../../../src/cli/init/questions.ts';

/** Answers in order; then the input has ended. */
function asker(...answers: string[]) {
  const asked: string[] = [];
  const told: string[] = [];
  const ask = (question: string): Promise<string> => {
    asked.push(question);
    const answer = answers.shift();
    return answer === undefined ? Promise.reject(new NoAnswer('the end')) : Promise.resolve(answer);
  };
  return { asked, told, ask, tell: (text: string) => void told.push(text) };
}

const GIVEN = { folder: '.', yes: false };

test('Enter takes the first scenario and the embedded broker', async (t) => {
  const person = asker('', '');
  t.deepEqual(await askFor(GIVEN, person), { ...GIVEN, scenario: undefined });
  t.is(person.asked.length, 2);
});

test('a scenario is named by number or by name', async (t) => {
  t.is((await askFor(GIVEN, asker('2', ''))).scenario, 'telemetry');
  t.is((await askFor(GIVEN, asker('tenants', ''))).scenario, 'tenants');
});

test('what cannot be used is asked again, with what is wrong, and a secret in it is not repeated', async (t) => {
  const person = asker('9', '1', 'u:s3cret@broker', 'mqtt://broker', 'y');
  t.deepEqual(await askFor(GIVEN, person), {
    ...GIVEN,
    scenario: 'delivery',
    target: 'mqtt://broker',
    credentials: true,
  });
  const told = person.told.join('');
  t.true(told.includes('That is not in the list.'));
  t.true(told.includes('a target is a URL'));
  t.false(told.includes('s3cret'));
});

test('what options say is not asked', async (t) => {
  const person = asker();
  const given = { ...GIVEN, scenario: 'presence', target: 'mqtt://broker', credentials: false };
  t.deepEqual(await askFor(given, person), given);
  t.deepEqual(person.asked, []);
});

test('it gives up when the input ends, and after three answers that cannot be used', async (t) => {
  await t.throwsAsync(askFor(GIVEN, asker()), { instanceOf: NoAnswer });
  await t.throwsAsync(askFor(GIVEN, asker('7', '8', '9', '1')), { instanceOf: NoAnswer });
});
