export { sightlineHome, type Home } from '@sightline/artifacts';
export { main } from './main.ts';
export { followInTerminal } from './terminal/follow-in-terminal.ts';
export { statusLine, type StatusLine, type TextStream } from './terminal/status-line.ts';
