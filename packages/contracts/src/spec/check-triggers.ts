import type { z } from 'zod';
import type { RunTriggers } from '../deployment/triggers.ts';

interface Triggered {
  deploy: { name: string; alias: string };
  triggers?: RunTriggers | undefined;
}

/** Refuses a pipeline that its own promotions would start again. */
export function checkTriggers({ deploy, triggers }: Triggered, context: z.RefinementCtx): void {
  const { model, alias } = triggers?.promotion ?? {};
  if (model !== deploy.name || alias !== deploy.alias) return;
  const message = `is what this pipeline promotes itself (${model}@${alias}): each run would start the next one`;
  context.addIssue({ code: 'custom', path: ['triggers', 'promotion', 'model'], input: model, message });
}
