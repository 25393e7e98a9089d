import type { Sample } from '@sightline/contracts';
import { learnTask, openTask } from '@sightline/tasks';
import { parquetReadObjects } from 'hyparquet';
import { readPredictions, writePredictions } from './predictions-file.ts';

it('keeps ids, annotations, answers and the numbers of the network, bit for bit', async () => {
  const samples = ['größe', '__proto__', 'größe'].map((label, row) => ({
    id: `${label}/${row}.png`,
    label,
  })) as Sample[];
  const task = openTask(learnTask({ kind: 'classification', labelSmoothing: 0 }, samples));
  const data = Float32Array.of(0.1, 0.9, 0.7, 0.3, 0.6, 0.4);
  const ids = samples.map(({ id }) => id);
  const annotated = samples.map((sample) => task.expected(sample));
  const bytes = writePredictions(
    { ids, expected: annotated, outputs: { probabilities: { shape: [3, 2], data } } },
    task,
  );
  const rows = await parquetReadObjects({ file: bytes.buffer as ArrayBuffer });
  const row = (id: string, expected: string, answer: string, place: number) =>
    JSON.parse(
      `{"id":"${id}","expected":"${expected}","answer":"${answer}",` +
        `"probability___proto__":${data[place]},"probability_größe":${data[place + 1]}}`,
    );
  expect(rows).toEqual([
    row('größe/0.png', 'größe', 'größe', 0),
    row('__proto__/1.png', '__proto__', '__proto__', 2),
    row('größe/2.png', 'größe', '__proto__', 4),
  ]);

  expect(await readPredictions(bytes, task)).toEqual({
    ids: samples.map(({ id }) => id),
    annotations: samples.map(({ label }) => label),
    outputs: { probabilities: { shape: [3, 2], data } },
  });
});
