import { unreadable } from './module-errors.ts';

/** The part of swc's syntax trees that is read here. */
interface SyntaxNode {
  readonly type?: string;
  readonly typeOnly?: boolean;
  readonly source?: { readonly value: string } | null;
  readonly callee?: SyntaxNode;
  readonly arguments?: readonly { readonly expression: SyntaxNode & { readonly value?: unknown } }[];
}

/**
 * What a module imports when it runs: static and dynamic imports and `export … from`, in the order of the text.
 *
 * @param file for messages
 * @throws ArtifactError `artifacts/invalid-module` for a syntax error, with its line
 */
export async function importsOf(text: string, file: string): Promise<string[]> {
  const { parse } = await import('@swc/core');
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    const specifier = importedBy(node);
    if (specifier !== undefined) found.push(specifier);
    Object.values(node).forEach(visit);
  };
  try {
    visit((await parse(text, { syntax: 'typescript', decorators: true, target: 'es2022' })).body);
  } catch (error) {
    throw unreadable(file, error);
  }
  return found;
}

function importedBy({ type, typeOnly, source, callee, arguments: given }: SyntaxNode): string | undefined {
  if (type === 'ImportDeclaration' || type === 'ExportNamedDeclaration' || type === 'ExportAllDeclaration') {
    return typeOnly ? undefined : source?.value;
  }
  const called = type === 'CallExpression' && callee?.type === 'Import' ? given?.[0]?.expression.value : undefined;
  return typeof called === 'string' ? called : undefined;
}

/** Whether an import names a file rather than a package. */
export function isLocal(specifier: string): boolean {
  return /^\.{1,2}(\/|$)/.test(specifier) || specifier.startsWith('/');
}

/** The files that an import of this path may mean, as TypeScript looks for them: the first that exists is taken. */
export function candidatesOf(path: string): string[] {
  const compiled = /\.([mc]?)js$/.exec(path);
  return [
    path,
    ...(compiled ? [path.replace(/js$/, 'ts')] : []),
    ...['.ts', '.js', '.mts', '.mjs', '.json', '/index.ts', '/index.js'].map((end) => `${path}${end}`),
  ];
}
