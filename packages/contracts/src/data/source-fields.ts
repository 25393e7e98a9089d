import { z } from 'zod';

/** Fields that several kinds of source have. */

export const path = z
  .string()
  .min(1)
  .meta({
    description: 'Where the files are, relative to the spec file.',
    examples: ['photos'],
  });

export const encoding = z
  .string()
  .refine(isEncoding, 'must be the name of an encoding: utf-8, utf-16le, windows-1252, gbk, shift_jis, …')
  .exactOptional()
  .meta({
    description:
      'How texts of the source are encoded, by a label of the Encoding Standard (https://encoding.spec.whatwg.org). ' +
      'Left out: UTF-8, or UTF-16 with a byte order mark.',
    examples: ['windows-1252'],
  });

function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch {
    return false;
  }
}

export const archiveLimitsSchema = z
  .strictObject({
    maxEntries: z.int().positive().default(1_000_000).describe('Files in the archive.'),
    maxBytes: z.int().positive().default(200_000_000_000).describe('All files together, unpacked.'),
    maxRatio: z.number().positive().default(200).describe('Unpacked bytes for each packed one.'),
  })
  .describe('What an archive may give out: a small one that would fill the disk is refused.');
export type ArchiveLimits = z.infer<typeof archiveLimitsSchema>;

export const followLinks = z
  .boolean()
  .default(false)
  .describe(
    'Whether links are followed that lead out of the source (to the cache of DVC or of Hugging Face) or to folders. ' +
      "Their contents are then read and hashed like the source's own.",
  );

export const layout = z
  .enum(['auto', 'classes', 'splits'])
  .default('auto')
  .describe(
    'How class folders lie. `classes`: one folder per class; `splits`: one folder per split ' +
      '(train, val, test, …) with one folder per class in it; `auto`: as the names of the folders say.',
  );

export const labels = z
  .enum(['dominant-box', 'box-classes'])
  .exactOptional()
  .describe(
    'What classes samples of boxes get where the source itself gives none. `dominant-box`: as `label` that of the ' +
      'boxes which cover most, or `background` without boxes; `box-classes`: as `labels` those of all boxes. Left ' +
      'out: none.',
  );

export const classes = z
  .array(z.string().min(1))
  .default([])
  .meta({
    description: 'Names of the classes, where labels are numbers: the first is that of 0.',
    examples: [['cat', 'dog']],
  });
