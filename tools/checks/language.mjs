// @ts-check
// The language of documents, messages and comments: phrases that a reader of English stumbles over.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceFiles } from './source-files.mjs';

const TEXT = /\.(md|ts|mjs|cjs|js|css|html|py|cc|h|inl|ya?ml)$/;
/** What programs wrote, and this list with its test. */
const EXEMPT = /(^|\/)(golden|generated)\/|^tools\/checks\/language\b/;
/** A line break with the mark of a comment or a list before the next word. */
const BREAK = /\s*\n\s*(?:\*\s|\/\/\s|#\s|>\s)?\s*/g;
const PART =
  'file|folder|row|line|column|entry|group|bar|point|image|sample|number|value|thread|package|byte|bit|finding|draw|' +
  'epoch|step|request|version|word|message';
const WHOLE =
  'file|folder|row|line|class|image|sample|batch|step|epoch|run|kind|split|task|clip|video|frame|channel|axis|pixel|' +
  'second|call|layer|op|operation|node|platform|machine|model|package|part|store|transform|problem|violation|process';

/** @type {readonly { phrase: RegExp, instead: string }[]} */
const PHRASES = [
  {
    phrase: /\bof (?:our|its|their|one's) own\b/gi,
    instead: '"its own thread", "a separate file", "custom kernels"',
  },
  { phrase: /\b(?:tells?|told) of\b/gi, instead: '"provides", "says", "compares", "without"' },
  { phrase: /\bin place of\b/gi, instead: '"instead of", "replacing"' },
  { phrase: /\blets? (?:\S+ ){1,6}stand for\b/gi, instead: '"points an alias at"' },
  { phrase: /\bstands? where\b/gi, instead: '"is where", "exists where"' },
  { phrase: /\banew\b/gi, instead: '"again"' },
  { phrase: /\bhears? of\b/gi, instead: '"receives"' },
  { phrase: /\blast words\b/gi, instead: '"the end of its output"' },
  { phrase: /\bwho knows\b/gi, instead: '"if you know"' },
  { phrase: /\bbeside (?:Keras|PyTorch|Albumentations|torchvision)\b/gi, instead: '"compared with"' },
  { phrase: /\bnpx sightline(?!-)\b/gi, instead: '"npx @sightline/cli": the other name is not ours on npm' },
  { phrase: /\blets? expect\b/gi, instead: '"is expected of"' },
  { phrase: /(?<!\bthere )\b(?:is|are|was|were) no (?!longer|more|less|better|worse)[a-z]+/gi, instead: '"is not a"' },
  { phrase: new RegExp(`\\b(?:a|an|one) (?:${PART}) an? (?:${WHOLE})\\b`, 'gi'), instead: '"one … per …"' },
];

/**
 * Checks the texts of the repository.
 *
 * @param {string} root
 * @returns {Promise<string[]>} one line per phrase found
 */
export async function checkLanguage(root) {
  return (await sourceFiles(root))
    .filter((path) => TEXT.test(path) && !EXEMPT.test(path))
    .flatMap((path) => phraseProblems(path, readFileSync(join(root, path), 'utf8')));
}

/**
 * @param {string} path
 * @param {string} text
 * @returns {string[]} in the order of the phrases, then of the text
 */
export function phraseProblems(path, text) {
  const flowing = text.replace(BREAK, (gap) => '\n'.padEnd(gap.length));
  return PHRASES.flatMap(({ phrase, instead }) =>
    [...flowing.matchAll(loose(phrase))].map((match) => {
      const line = text.slice(0, match.index).split('\n').length;
      return `${path}:${line}: "${match[0].replace(/\s+/g, ' ')}". Write ${instead}.`;
    }),
  );
}

/**
 * The same phrase with any white space between its words: a line may end within it.
 *
 * @param {RegExp} phrase
 */
function loose({ source, flags }) {
  return new RegExp(source.replaceAll(' ', '\\s+'), flags);
}
