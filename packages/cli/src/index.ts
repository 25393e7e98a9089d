export { sightlineHome, type Home } from '@sightline/artifacts';
export { main } from './main.ts';
export { outputWith, type Output } from './output.ts';
export { followInTerminal } from './terminal/follow-in-terminal.ts';
export { statusLine, type StatusLine, type TextStream } from './terminal/status-line.ts';
export { up, type Up, type UpOptions } from './up/up.ts';
export type { Timing } from './up/timings.ts';
