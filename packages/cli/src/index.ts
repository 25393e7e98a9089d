export { sightlineHome, type Home } from '@sightline/workflows/home';
export { main } from './main.ts';
export { followInTerminal } from './terminal/follow-in-terminal.ts';
export { statusLine, type StatusLine, type TextStream } from './terminal/status-line.ts';
