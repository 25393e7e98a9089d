/** What an installation is doing now. `done` and `total` are bytes; `skipped` means that the step was found done. */
export interface InstallProgress {
  part: string;
  step: 'wait' | 'download' | 'verify' | 'unpack' | 'compile';
  done?: number;
  total?: number;
  skipped?: boolean;
}

/** What each step is called where a progress is shown. */
export const STEP_LABELS: Readonly<Record<InstallProgress['step'], string>> = {
  wait: 'waiting for another process',
  download: 'downloading',
  verify: 'verifying sha256',
  unpack: 'unpacking',
  compile: 'compiling',
};

export type OnProgress = (progress: InstallProgress) => void;
