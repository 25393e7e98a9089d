// @ts-check
// The results of `npm run bench:zoo` as a Markdown table.

/** @typedef {import('../race/report.mjs').Row} Row */

/**
 * @param {readonly Row[]} rows of any number of networks
 * @returns {string} one line per network: ours, the fastest peer, and the ratio, in training and prediction
 */
export function zooTable(rows) {
  const workloads = [...new Set(rows.map(({ workload }) => workload.split(', ')[0] ?? ''))];
  const lines = workloads.map((workload) => {
    const cells = ['train', 'predict'].flatMap((task) => {
      return raceCells(rows.filter((row) => row.workload === `${workload}, ${task}` && row.error === undefined));
    });
    return `| ${[workload, ...cells].join(' | ')} |`;
  });
  const head = ['Network, input', ...['Training', 'Prediction'].flatMap((task) => [task, 'Fastest peer', 'Ratio'])];
  return [`| ${head.join(' | ')} |`, `|${head.map(() => ' --- |').join('')}`, ...lines].join('\n');
}

/** @param {readonly Row[]} rows of one race */
function raceCells(rows) {
  const ours = fastest(rows.filter(({ framework }) => framework === 'sightline'));
  const peer = fastest(rows.filter(({ framework }) => framework !== 'sightline'));
  if (!ours || !peer) return ['', '', ''];
  const name = `${peer.framework} ${peer.mode}`.replace('keras', 'Keras').replace('torch', 'PyTorch');
  const ratio = (ours.samplesPerSecond / peer.samplesPerSecond).toFixed(2);
  return [`${rate(ours)}/s`, `${rate(peer)}/s (${name.replace(' float32', '')})`, `**${ratio}**`];
}

/** @param {readonly Row[]} rows */
function fastest(rows) {
  return rows.toSorted((a, b) => b.samplesPerSecond - a.samplesPerSecond)[0];
}

/** @param {Row} row */
function rate({ samplesPerSecond }) {
  return samplesPerSecond.toFixed(samplesPerSecond < 100 ? 1 : 0);
}
