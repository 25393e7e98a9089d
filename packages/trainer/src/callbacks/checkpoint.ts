import type { Callback, Training } from './callback.ts';

/** Keeps all that the training needs to go on, after each epoch. It comes after the callbacks whose state it keeps. */
export function checkpoint({ checkpoints, snapshot }: Training): Callback {
  return {
    async onEpochEnd() {
      await checkpoints?.save(snapshot());
    },
  };
}
