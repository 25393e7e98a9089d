export { sortedByCodePoints } from '@sightline/contracts';
