import { existsSync } from 'node:fs';
import { doctor } from './doctor.ts';

it('reports the library that is loaded, the CPU and the threads', () => {
  const report = doctor();
  expect(report.tensorflow).toMatch(/^\d+\.\d+\.\d+/);
  expect(report.tfjs).toMatch(/^4\./);
  expect(report.node).toBe(process.versions.node);
  expect(existsSync(report.binding)).toBe(true);
  expect(report.cpu.cores).toBeGreaterThan(0);
  expect(report.threads.intraOp).toBeGreaterThan(0);
});

it('follows the variable that TensorFlow reads of each session', () => {
  process.env.TF_NUM_INTRAOP_THREADS = '3';
  try {
    expect(doctor().threads).toMatchObject({ intraOp: 3 });
  } finally {
    delete process.env.TF_NUM_INTRAOP_THREADS;
  }
});
