import type { Problem } from '@sightline/contracts';

export const error = (key: string, message: string): Problem => ({ severity: 'error', key, message });
export const warning = (key: string, message: string): Problem => ({ severity: 'warning', key, message });
