// @ts-check
// What a source file imports, where it writes and which texts it holds, read from its syntax tree.
import ts from 'typescript';

/**
 * @typedef {object} FileFacts
 * @property {string[]} imports module names of every import: static, dynamic, `import('x').Type`,
 * `require('x')`, `require.resolve('x')`
 * @property {string[]} loads module names of what runs first when the file is imported: those of static imports that
 * are not of types alone
 * @property {boolean} terminal whether it touches `console`, `process.stdout` or `process.stderr`
 * @property {string[]} exports names of what it declares and exports
 * @property {string[]} literals every text in quotes, in code and in types
 * @property {string[][]} objects the names of the keys of each object, in code and in types
 */

/**
 * Reads the facts of a TypeScript or JavaScript source text.
 *
 * @param {string} text
 * @returns {FileFacts}
 */
export function readFacts(text) {
  /** @type {Set<string>} */
  const imports = new Set();
  /** @type {Set<string>} */
  const literals = new Set();
  /** @type {string[][]} */
  const objects = [];
  let terminal = false;
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.ESNext, false);
  /** @param {ts.Node} node */
  const visit = (node) => {
    const name = importedName(node);
    if (name !== undefined) imports.add(name);
    terminal ||= touchesTerminal(node);
    if (ts.isStringLiteralLike(node)) literals.add(node.text);
    if (ts.isObjectLiteralExpression(node)) objects.push(node.properties.flatMap(keyOf));
    if (ts.isTypeLiteralNode(node) || ts.isInterfaceDeclaration(node)) objects.push(node.members.flatMap(keyOf));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return {
    imports: [...imports],
    loads: source.statements.flatMap(loadedName),
    terminal,
    exports: source.statements.flatMap(exportedNames),
    literals: [...literals],
    objects,
  };
}

/**
 * @param {ts.Statement} statement
 * @returns {string[]}
 */
function exportedNames(statement) {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
  const declarations = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement];
  return declarations.flatMap((each) => {
    const { name } = /** @type {ts.NamedDeclaration} */ (each);
    return name && ts.isIdentifier(name) ? [name.text] : [];
  });
}

/**
 * @param {ts.ObjectLiteralElementLike | ts.TypeElement} node
 * @returns {string[]}
 */
function keyOf({ name }) {
  return name && (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) ? [name.text] : [];
}

/**
 * `import { type A } from 'x'` counts: what is compiled of it still imports the module.
 *
 * @param {ts.Statement} statement
 * @returns {string[]}
 */
function loadedName(statement) {
  if (ts.isImportEqualsDeclaration(statement) && ts.isExternalModuleReference(statement.moduleReference))
    return statement.isTypeOnly ? [] : [literal(statement.moduleReference.expression) ?? ''];
  const typeOnly = ts.isImportDeclaration(statement)
    ? statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
    : ts.isExportDeclaration(statement) && statement.isTypeOnly;
  if (typeOnly || !(ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement))) return [];
  const name = literal(statement.moduleSpecifier);
  return name === undefined ? [] : [name];
}

/**
 * @param {ts.Node} node
 * @returns {string | undefined}
 */
function importedName(node) {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return literal(node.moduleSpecifier);
  if (ts.isImportTypeNode(node))
    return ts.isLiteralTypeNode(node.argument) ? literal(node.argument.literal) : undefined;
  if (!ts.isCallExpression(node) || node.arguments.length === 0) return undefined;
  const callee = node.expression;
  const imports = callee.kind === ts.SyntaxKind.ImportKeyword || isRequire(callee);
  const resolves =
    ts.isPropertyAccessExpression(callee) && callee.name.text === 'resolve' && isRequire(callee.expression);
  return imports || resolves ? literal(node.arguments[0]) : undefined;
}

/**
 * `require`, or `createRequire(import.meta.url)`; a `require` made for another folder says nothing about this package.
 *
 * @param {ts.Expression} node
 */
function isRequire(node) {
  if (ts.isIdentifier(node)) return node.text === 'require';
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression) || node.expression.text !== 'createRequire')
    return false;
  const place = node.arguments[0];
  return (
    place !== undefined &&
    ts.isPropertyAccessExpression(place) &&
    ts.isMetaProperty(place.expression) &&
    place.name.text === 'url'
  );
}

/** @param {ts.Node} node */
function touchesTerminal(node) {
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return false;
  const object = node.expression.text;
  return object === 'console' || (object === 'process' && (node.name.text === 'stdout' || node.name.text === 'stderr'));
}

/**
 * @param {ts.Node | undefined} node
 * @returns {string | undefined}
 */
function literal(node) {
  return node && ts.isStringLiteralLike(node) ? node.text : undefined;
}
