import { present } from '../base/assert.ts';
import type { Random } from '../base/random.ts';
import { evaluateExpression, evaluateTemplate, formatValue } from '../scenario/evaluate-template.ts';
import type { JsonTemplate, TimestampFormat } from '../scenario/payload.ts';
import type { Template } from '../scenario/template.ts';
import type { MessageContext } from './payloads.ts';

/** Makes the JSON text of a message. */
type MakeText = (message: MessageContext) => string;

const MS_US = 1_000;
const SECOND_US = 1_000_000;

/** Prepares `template`, so that what is the same in all messages is written once. */
export function compileJson(template: JsonTemplate): MakeText {
  switch (template.kind) {
    case 'literal':
      return () => template.text;
    case 'text':
      return compileText(template.text, template.isQuoted === true);
    case 'list': {
      const items = template.items.map(compileJson);
      return (message) => `[${items.map((item) => item(message)).join(',')}]`;
    }
    case 'map': {
      const entries = template.entries.map(
        ([key, value]) => [`${JSON.stringify(key)}:`, compileJson(value)] as const,
      );
      return (message) => `{${entries.map(([key, value]) => key + value(message)).join(',')}}`;
    }
    case 'random':
      return ({ random }) => randomNumber(template, random);
    case 'sequence':
      return ({ seq }) => String(template.from + seq);
    case 'timestamp':
      return ({ wallUs }) => timestamp(template.format, wallUs);
    case 'pick': {
      const items = template.items.map(compileJson);
      return (message) => present(items[message.random.below(items.length)], 'a value to pick')(message);
    }
  }
}

function compileText(template: Template, isQuoted: boolean): MakeText {
  const [only, ...others] = template.parts;
  if (isQuoted || only === undefined || typeof only === 'string' || others.length > 0)
    return ({ scope }) => JSON.stringify(evaluateTemplate(template, scope));
  return ({ scope }) => {
    const value = evaluateExpression(only, scope);
    return typeof value === 'number' ? formatValue(value) : JSON.stringify(value);
  };
}

/** Every value with that many decimals from `min` to `max` is as likely. */
function randomNumber(
  { min, max, decimals }: { readonly min: number; readonly max: number; readonly decimals: number },
  random: Random,
): string {
  const scale = 10 ** decimals;
  const steps = Math.floor((max - min) * scale + 1e-9);
  const value = min + Math.floor(random.float() * (steps + 1)) / scale;
  return formatValue(Number(Math.min(max, value).toFixed(decimals)));
}

function timestamp(format: TimestampFormat, wallUs: number): string {
  if (format === 'iso') return JSON.stringify(new Date(wallUs / MS_US).toISOString());
  return String(Math.floor(wallUs / (format === 'ms' ? MS_US : SECOND_US)));
}
