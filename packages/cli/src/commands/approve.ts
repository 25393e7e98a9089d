import type { Command } from 'commander';
import { addAnswer } from '../answer-in-terminal.ts';

export function addApprove(program: Command): void {
  addAnswer(program, 'approve', 'let a run promote the version that waits for approval');
}
