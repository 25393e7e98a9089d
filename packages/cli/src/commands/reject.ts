import type { Command } from 'commander';
import { addAnswer } from '../answer-in-terminal.ts';

export function addReject(program: Command): void {
  addAnswer(program, 'reject', 'keep a run from promoting the version that waits for approval');
}
