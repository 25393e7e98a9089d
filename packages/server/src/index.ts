export { ServerError } from './errors.ts';
export { type RunningServer, type ServerOptions, startServer } from './http/server.ts';
