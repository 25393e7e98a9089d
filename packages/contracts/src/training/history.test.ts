import { epochRecordSchema, epochValues } from './history.ts';

const record = { epoch: 1, learningRate: 0.1, training: { loss: 2, accuracy: null }, validation: { loss: 3 } };

it('reads back a value that is not a number', () => {
  const parsed = epochRecordSchema.parse(record);
  expect(parsed.training).toEqual({ loss: 2, accuracy: Number.NaN });
  expect(JSON.parse(JSON.stringify(parsed))).toEqual(record);
});

it('has all values side by side, those of validation with their prefix', () => {
  const { validation: _, ...unvalidated } = record;
  expect(epochValues(epochRecordSchema.parse(record))).toEqual({ loss: 2, accuracy: Number.NaN, validationLoss: 3 });
  expect(epochValues(epochRecordSchema.parse(unvalidated))).toEqual({ loss: 2, accuracy: Number.NaN });
});
