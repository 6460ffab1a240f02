/** Programs of others that read what we wrote. */
import MarkdownIt from 'markdown-it';
import { SaxesParser } from 'saxes';
import { present } from '../../src/base/assert.ts';

export interface JunitCase {
  readonly classname: string;
  readonly name: string;
  readonly failure?: JunitText;
  readonly error?: JunitText;
  readonly skipped?: JunitText;
  readonly 'system-out'?: string;
}

export interface JunitText {
  readonly message: string;
  readonly text: string;
}

export interface JunitSuite {
  readonly name: string;
  readonly tests: string;
  readonly failures: string;
  readonly errors: string;
  readonly skipped: string;
  readonly timestamp: string;
  readonly testcase: readonly JunitCase[];
}

/** Suites as a strict XML parser sees them; throws for what is not well-formed. */
export function readJunit(xml: string): readonly JunitSuite[] {
  const root = readXml(xml);
  return root.children.filter(({ name }) => name === 'testsuite').map(suiteOf);
}

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

function readXml(xml: string): Element {
  const parser = new SaxesParser();
  const open: Element[] = [{ name: '', attributes: {}, children: [], text: '' }];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  });
  parser.on('closetag', () => void open.pop());
  parser.write(xml).close();
  return present(open[0]?.children[0], 'a root element');
}

function suiteOf({ attributes, children }: Element): JunitSuite {
  const { name = '', tests = '', failures = '', errors = '', skipped = '', timestamp = '' } = attributes;
  return { name, tests, failures, errors, skipped, timestamp, testcase: children.map(caseOf) };
}

function caseOf({ attributes: { name = '', classname = '' }, children }: Element): JunitCase {
  const parts = Object.fromEntries(
    children.map((child) => [
      child.name,
      child.name === 'system-out'
        ? child.text
        : { message: child.attributes['message'] ?? '', text: child.text },
    ]),
  );
  return { name, classname, ...parts };
}

export function redCases(suites: readonly JunitSuite[]): readonly JunitCase[] {
  return suites
    .flatMap(({ testcase }) => testcase)
    .filter(({ failure, error }) => failure !== undefined || error !== undefined);
}

/** Tables, each a list of rows of cells as text; what else there is, as text; links, images and raw HTML. */
export interface ReadMarkdown {
  readonly tables: readonly (readonly (readonly string[])[])[];
  readonly text: string;
  readonly html: readonly string[];
  readonly links: number;
  readonly headings: readonly string[];
  readonly fences: readonly string[];
}

type Token = ReturnType<MarkdownIt['parse']>[number];

/** Markdown as a parser of GitHub's dialect sees it: tables, autolinks, and HTML let through. */
export function readMarkdown(markdown: string): ReadMarkdown {
  const parser = new MarkdownIt({ html: true, linkify: true });
  const tables: string[][][] = [];
  const found = {
    text: '',
    html: [] as string[],
    links: 0,
    headings: [] as string[],
    fences: [] as string[],
  };
  let previous = '';
  for (const token of parser.parse(markdown, {})) {
    if (token.type === 'table_open') tables.push([]);
    if (token.type === 'tr_open') tables.at(-1)?.push([]);
    if (token.type === 'fence') found.fences.push(token.content);
    if (token.type === 'html_block') found.html.push(token.content);
    if (token.type === 'inline') {
      const text = textOf(token);
      if (/^t[hd]_open$/u.test(previous)) tables.at(-1)?.at(-1)?.push(text);
      if (previous === 'heading_open') found.headings.push(text);
      found.text += `${text}\n`;
      for (const child of token.children ?? []) {
        if (child.type === 'html_inline') found.html.push(child.content);
        if (child.type === 'link_open' || child.type === 'image') found.links += 1;
      }
    }
    previous = token.type;
  }
  return { tables, ...found };
}

function textOf({ children }: Token): string {
  return (children ?? [])
    .map(({ type, content }) =>
      type === 'text' || type === 'code_inline' || type === 'text_special' ? content : '',
    )
    .join('');
}
