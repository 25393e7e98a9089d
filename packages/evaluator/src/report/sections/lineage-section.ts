import { markup, type Markup } from '../../markup/markup.ts';
import type { ReportData } from '../report-data.ts';
import { table } from '../../markup/table.ts';

/** Where all of it came from: artifacts by content, seed, engine. */
export function lineageSection({ run, pipeline, engine }: ReportData): Markup {
  const code = (text: string) => markup`<code>${text}</code>`;
  const artifacts = Object.entries(run.artifacts).map(([name, { kind, id }]) => [name, kind, code(id)]);
  return markup`<section><h2>Lineage</h2>
<p class="note">An artifact's id is the sha256 of its manifest: the same id is the same bytes, made
  from the same parents.</p>
${table({ columns: [{ name: 'Artifact' }, { name: 'Kind' }, { name: 'Id' }], rows: artifacts })}
<p class="note">Seed ${pipeline.seed}${engine && `, engine ${engine}`}.
  Source <code>${pipeline.ingest.source.path}</code>. The whole specification is in args.json.</p></section>`;
}
