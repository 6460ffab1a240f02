import test from 'ava';
import { searchLimit, type Trial } from '../../../src/conformance/capabilities/search.ts';

const never = (): boolean => false;

function asked(
  limit: number,
  beyond: Trial,
): { readonly values: number[]; attempt: (value: number) => Promise<Trial> } {
  const values: number[] = [];
  return {
    values,
    attempt: (value) => {
      values.push(value);
      return Promise.resolve(value <= limit ? { kind: 'works' } : beyond);
    },
  };
}

const CLOSED: Trial = { kind: 'refused', how: 'closed' };

for (const limit of [1, 2, 7, 8, 9, 63, 500, 999])
  test(`a limit of ${limit} is found exactly, and what is refused is asked twice`, async (t) => {
    const { values, attempt } = asked(limit, CLOSED);
    const found = await searchLimit({ min: 1, max: 1_000, attempt, isOver: never });
    t.deepEqual(found, { value: limit, isAtLeast: false, beyond: `${limit + 1}: closed` });
    t.is(values.filter((value) => value === limit + 1).length, 2);
    t.true(values.length < 20);
  });

test('what is far beyond a limit is met once: the search goes up in steps', async (t) => {
  const { values, attempt } = asked(100, CLOSED);
  await searchLimit({ min: 1, max: 100_000, attempt, isOver: never });
  t.is(Math.max(...values), 512);
});

test('where all is well, the largest is what was tried', async (t) => {
  const found = await searchLimit({ min: 3, max: 100, ...asked(1_000, CLOSED), isOver: never });
  t.deepEqual(found, { value: 100, isAtLeast: true });
});

test('where not even the smallest works, nothing is found', async (t) => {
  const found = await searchLimit({ min: 3, max: 100, ...asked(0, CLOSED), isOver: never });
  t.deepEqual(found, { value: undefined, isAtLeast: false, beyond: '3: closed' });
});

test('silence is no limit', async (t) => {
  const found = await searchLimit({
    min: 1,
    max: 100,
    ...asked(9, { kind: 'silent', how: 'no answer' }),
    isOver: never,
  });
  t.deepEqual(found, { value: 8, isAtLeast: true, beyond: '64: no answer' });
});

test('a refusal that is none the second time is no limit', async (t) => {
  let refusals = 0;
  const attempt = (value: number): Promise<Trial> =>
    Promise.resolve(value === 8 && refusals++ === 0 ? CLOSED : { kind: 'works' });
  const { isAtLeast, beyond } = await searchLimit({ min: 1, max: 9, attempt, isOver: never });
  t.true(isAtLeast);
  t.regex(beyond ?? '', /and not the second/u);
});

test('when time is up, what worked is the answer', async (t) => {
  const { values, attempt } = asked(100, CLOSED);
  const found = await searchLimit({ min: 1, max: 1_000, attempt, isOver: () => values.length >= 4 });
  t.deepEqual(found, { value: 64, isAtLeast: true, beyond: '512: closed' });
});
