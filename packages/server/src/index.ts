export { ServerError } from './errors.ts';
export { type RunningServer, type ServerOptions, startServer } from './server.ts';
