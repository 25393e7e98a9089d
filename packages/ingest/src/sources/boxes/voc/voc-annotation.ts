import { type Box, valueOf } from '@sightline/contracts';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { describeIssue } from '../../describe-issue.ts';
import { decodeText } from '../../text/decode-text.ts';

/** What an annotation says; `name` is of the image's file. */
export interface VocAnnotation {
  name: string | undefined;
  size: { width: number; height: number } | undefined;
  boxes: Box[];
}

/** The five entities that XML itself defines; others are those of the file, and none of them is expanded. */
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const REFERENCE = /&(?:#(?<decimal>\d{1,7})|#x(?<hexadecimal>[\da-f]{1,6})|(?<name>[^;&\s]{0,40}));?/gi;

const parser = new XMLParser({
  parseTagValue: false,
  removeNSPrefix: true,
  isArray: (name) => name === 'object',
  processEntities: true,
  entityDecoder: {
    decode: expanded,
    reset: () => undefined,
    setXmlVersion: () => undefined,
    addInputEntities: () => undefined,
    setExternalEntities: () => undefined,
  },
});
const text = z.string().trim().min(1);
const number = z
  .string('must be a number')
  .trim()
  .min(1, 'must be a number')
  .transform(Number)
  .refine(Number.isFinite, 'must be a number');
const objectSchema = z.object({
  name: text,
  bndbox: z.object({ xmin: number, ymin: number, xmax: number, ymax: number }),
});
const annotationSchema = z.object({
  annotation: z.object({
    filename: z.string().trim().optional(),
    size: z.object({ width: number, height: number }).optional().catch(undefined),
    object: z.array(objectSchema).default([]),
  }),
});

/**
 * Reads an annotation in Pascal VOC's XML: pixels count from 1, and `xmax` and `ymax` are inside. A size of 0, which
 * some tools write, counts as none.
 *
 * @throws IngestError as `decodeText`; SyntaxError with what is wrong
 */
export function readVocAnnotation(bytes: Uint8Array, file: string, encoding: string | undefined): VocAnnotation {
  const parsed = annotationSchema.safeParse(
    parseXml(decodeText(bytes, { file, encoding: encoding ?? declaredEncoding(bytes) })),
  );
  if (!parsed.success) throw new SyntaxError(describeIssue(parsed.error.issues[0]));
  const { filename, size, object } = parsed.data.annotation;
  const sides = object.flatMap(({ bndbox: { xmin, ymin, xmax, ymax } }) => [xmin, ymin, xmax, ymax]);
  if (sides.every((side) => side >= 0 && side <= 1) && sides.some((side) => !Number.isInteger(side)))
    throw new SyntaxError('no box is of more than 1 pixel. Are these fractions of the image? Pixels are expected.');
  return {
    name: filename === '' ? undefined : filename,
    size: size && size.width > 0 && size.height > 0 ? size : undefined,
    boxes: object.map(({ name: label, bndbox: { xmin, ymin, xmax, ymax } }) => ({
      label,
      x: xmin - 1,
      y: ymin - 1,
      width: xmax - xmin + 1,
      height: ymax - ymin + 1,
    })),
  };
}

function parseXml(xml: string): unknown {
  try {
    return parser.parse(xml, true);
  } catch (error) {
    if (error instanceof SyntaxError) throw error;
    const line = /:(\d+):\d+$/.exec((error as Error).message)?.[1];
    const where = line === undefined ? ', or declares entities of other files' : ` at line ${line}`;
    throw new SyntaxError(`it is not well-formed${where}.`, { cause: error });
  }
}

/**
 * What an XML declaration says, where its bytes can be read at all. One that says UTF-16 and is not is read as UTF-8:
 * tools copy it.
 */
function declaredEncoding(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  if (start.startsWith('<\0?\0')) return 'utf-16le';
  if (start.startsWith('\0<\0?')) return 'utf-16be';
  const label = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1];
  if (label === undefined || /^(utf-?16|ucs-?2|iso-10646-ucs-2)/i.test(label)) return undefined;
  try {
    return new TextDecoder(label).encoding;
  } catch {
    throw new SyntaxError(`its encoding "${label}" is not known. Save it as UTF-8.`);
  }
}

function expanded(value: string): string {
  return value.replace(REFERENCE, (reference: string, ...parts: unknown[]) => {
    const { decimal, hexadecimal, name } = parts.at(-1) as Record<string, string | undefined>;
    const point = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
    const character = name === undefined ? characterOf(point) : valueOf(ENTITIES, name);
    if (character !== undefined && reference.endsWith(';')) return character;
    throw new SyntaxError(
      `${JSON.stringify(reference)} is not expanded: only &amp; &lt; &gt; &quot; &apos; and numbers of characters are.`,
    );
  });
}

/** None for what XML allows no reference to: NUL, other control characters, halves of pairs. */
function characterOf(point: number): string | undefined {
  const isText = point >= 0x20 ? point <= 0x10ffff && (point < 0xd800 || point > 0xdfff) : [9, 10, 13].includes(point);
  return isText ? String.fromCodePoint(point) : undefined;
}
