import { z } from 'zod';

export const SPLITS = ['train', 'validation', 'test'] as const;
export const splitNameSchema = z.enum(SPLITS);
export type SplitName = z.infer<typeof splitNameSchema>;
