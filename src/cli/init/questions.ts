/** What `init` asks where no option says it: one thing after the other, each with an answer for those who only press Enter. */
import { parseTargetUrl } from '../../scenario/target-url.ts';
import { redactUrl } from '../../transport/parse-address.ts';
import { isScenarioKind, type InitArguments } from './request.ts';
import { SCENARIO_KINDS } from './scenario-kinds.ts';

export interface Asker {
  /** Rejects with {@link NoAnswer} when the input ends. */
  readonly ask: (question: string) => Promise<string>;
  readonly tell: (text: string) => void;
}

/** The one who was asked has gone, or has said nothing that could be used. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

type Read = { readonly value: string | undefined } | { readonly problem: string };

const TRIES_MAX = 3;

/** The arguments with what was asked filled in. */
export async function askFor(given: InitArguments, asker: Asker): Promise<InitArguments> {
  const scenario = given.scenario ?? (await askKind(asker));
  const target = given.target ?? (await askUrl(asker));
  if (target === undefined) return { ...given, scenario };
  const credentials = given.credentials ?? (await askCredentials(asker));
  return { ...given, scenario, target, credentials };
}

async function askKind(asker: Asker): Promise<string | undefined> {
  asker.tell('What is to be tested?\n');
  for (const [at, { name, title }] of SCENARIO_KINDS.entries())
    asker.tell(`  ${at + 1}  ${name.padEnd(10)} ${title}\n`);
  return askUntil(asker, `Number or name [${SCENARIO_KINDS[0].name}]: `, (answer) => {
    const name = SCENARIO_KINDS[Number(answer) - 1]?.name ?? answer;
    return isScenarioKind(name) ? { value: name } : { problem: 'That is not in the list.' };
  });
}

async function askUrl(asker: Asker): Promise<string | undefined> {
  asker.tell('Where is the broker? mqtt://localhost:1883, mqtts://…, ws://…, wss://… or unix:///…\n');
  return askUntil(asker, 'URL [none: the embedded broker]: ', (answer) => {
    const parsed = parseTargetUrl(answer);
    if (parsed.ok) return { value: answer };
    const hint = parsed.hint === undefined ? '' : `, for example ${redactUrl(parsed.hint)}`;
    return { problem: `${parsed.message}${hint}` };
  });
}

async function askCredentials({ ask }: Asker): Promise<boolean> {
  return /^y(?:es)?$/iu.test(await ask('Does it want a user name and a password? [y/N]: '));
}

/** Asks again where the answer cannot be used, a few times. An empty answer is none: undefined. */
async function askUntil(
  { ask, tell }: Asker,
  question: string,
  read: (answer: string) => Read,
): Promise<string | undefined> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const answer = await ask(question);
    if (answer === '') return undefined;
    const found = read(answer);
    if ('value' in found) return found.value;
    tell(`  ${found.problem}\n`);
  }
  throw new NoAnswer('no answer that could be used');
}
