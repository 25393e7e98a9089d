import { EXPORT_GROUPS } from './fixtures/exports.fixture.ts';
import { differencesOf, nearlyNone } from './fixtures/formats.fixture.ts';

it.each(Object.entries(EXPORT_GROUPS.zoo))('%s gives the same values for any batch', async (_, open) => {
  expect(await differencesOf(open)).toEqual(nearlyNone);
});
