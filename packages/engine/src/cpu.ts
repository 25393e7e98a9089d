import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** The instruction sets that decide how fast TensorFlow computes, by their names in /proc/cpuinfo. */
const X86_FEATURES = [
  'avx',
  'avx2',
  'fma',
  'avx512f',
  'avx512_vnni',
  'avx512_bf16',
  'avx512_fp16',
  'avx_vnni',
  'amx_tile',
  'amx_int8',
  'amx_bf16',
];
const ARM_FEATURES = ['asimd', 'asimddp', 'bf16', 'i8mm', 'sve', 'sve2'];

export interface Cpu {
  model: string;
  cores: number;
  /** Those of the instruction sets above that the CPU has. */
  features: string[];
}

/** What the operating system says about the CPU; without features where it says nothing. */
export function describeCpu(): Cpu {
  const present = new Set(readFlags().map((flag) => flag.toLowerCase()));
  const features = [...X86_FEATURES, ...ARM_FEATURES].filter((feature) => present.has(feature));
  return { model: cpus()[0]?.model.trim() || process.arch, cores: cpus().length, features };
}

function readFlags(): string[] {
  try {
    if (process.platform === 'darwin') {
      const listing = execFileSync('sysctl', ['hw.optional'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return [...listing.matchAll(/^hw\.optional\.(?:arm\.FEAT_)?(\w+): 1$/gm)].map((match) => match[1] as string);
    }
    return /^(?:flags|Features)\s*:\s*(.+)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(' ') ?? [];
  } catch {
    return [];
  }
}
