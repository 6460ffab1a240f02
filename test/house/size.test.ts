import test from 'ava';
import ts from 'typescript';
import { codeLines, readSource, sourceFiles } from '../support/source-tree.ts';

const FILE_CODE_LINES_MAX = 300;
const FUNCTION_LINES_MAX = 60;
/** Tables read better in one piece. */
const DATA_TABLES =
  /^src\/protocol\/statements\/|^src\/protocol\/property-table|^src\/protocol\/reason-codes/;

for (const file of sourceFiles('src').filter((path) => !DATA_TABLES.test(path))) {
  test(`${file} stays small`, (t) => {
    const text = readSource(file);
    const lines = codeLines(text);
    t.true(
      lines <= FILE_CODE_LINES_MAX,
      `${lines} lines of code, at most ${FILE_CODE_LINES_MAX} are wanted: split it`,
    );
    for (const { name, length } of functionsOf(file, text)) {
      t.true(
        length <= FUNCTION_LINES_MAX,
        `${name} has ${length} lines, at most ${FUNCTION_LINES_MAX} are wanted`,
      );
    }
  });
}

function functionsOf(file: string, text: string): { name: string; length: number }[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const found: { name: string; length: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const first = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
      const last = source.getLineAndCharacterOfPosition(node.getEnd()).line;
      found.push({
        name: node.name?.getText(source) ?? `function at line ${first + 1}`,
        length: last - first + 1,
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
