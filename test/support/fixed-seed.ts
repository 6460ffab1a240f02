/**
 * Loaded before every test file. Property tests try the same inputs in every run, for a test that fails now and then says nothing
 * about the change that it judges. `TEST_SEED=random`, or a number, tries others.
 */
import fc from 'fast-check';

const SEED = 20_261_121;
const LARGEST = 0x7fff_ffff;

/** Throws where TEST_SEED is neither `random` nor a whole number. */
export function testSeed(given = process.env['TEST_SEED']): number {
  if (given === undefined || given === '') return SEED;
  if (given === 'random') return Math.floor(Math.random() * LARGEST);
  const seed = Number(given);
  if (!Number.isSafeInteger(seed) || seed < 0 || seed > LARGEST)
    throw new Error(`TEST_SEED is random or a whole number up to ${LARGEST}, not '${given}'`);
  return seed;
}

const seed = testSeed();
// What is drawn once in a process is drawn for all of it, and can be given again.
if (process.env['TEST_SEED'] === 'random') console.error(`TEST_SEED=${seed}`);
process.env['TEST_SEED'] = String(seed);
fc.configureGlobal({ seed });
