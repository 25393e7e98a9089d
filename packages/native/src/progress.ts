/** What an installation is doing now. `done` and `total` are bytes; `skipped` means that the step was found done. */
export interface InstallProgress {
  part: string;
  step: 'wait' | 'download' | 'verify' | 'unpack' | 'compile';
  done?: number;
  total?: number;
  skipped?: boolean;
}

export type OnProgress = (progress: InstallProgress) => void;
