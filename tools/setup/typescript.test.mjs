// @ts-check
import { projectBuilt } from './typescript.mjs';

describe('the lines of the TypeScript build', () => {
  it.each([
    ["12:00:01 AM - Building project '/home/me/sightline/packages/engine/tsconfig.lib.json'...", 'engine'],
    ["12:00:01 AM - Building project 'workflows/tsconfig.lib.json'...", 'workflows'],
    ["12:00:01 AM - Project 'packages/engine/tsconfig.lib.json' is up to date", undefined],
    ["src/a.ts(1,1): error TS1005: ';' expected.", undefined],
  ])('%s', (line, project) => {
    expect(projectBuilt(line)).toBe(project);
  });
});
